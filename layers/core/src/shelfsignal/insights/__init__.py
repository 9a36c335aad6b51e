"""What reviews say about products: analysis, issues, versioned insights, rollups."""
