"""Usage records and counters, from the queue into the store."""
