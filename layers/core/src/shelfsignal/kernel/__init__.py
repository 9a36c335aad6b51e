"""The small shared core: ids, time, errors, settings, canonical documents, key layout, logs."""
