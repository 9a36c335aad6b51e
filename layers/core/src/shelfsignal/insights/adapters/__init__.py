"""What insights reaches outside for: engines, tables, objects."""
