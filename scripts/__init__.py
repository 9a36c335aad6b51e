"""Commands for people and for make: building, locking, training, keys."""
