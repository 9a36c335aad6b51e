"""Opens a backfill: record, manifest."""
