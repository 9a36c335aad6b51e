"""The ExportProducts Lambda."""
