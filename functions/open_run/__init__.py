"""Opens a run: locks, manifest."""
