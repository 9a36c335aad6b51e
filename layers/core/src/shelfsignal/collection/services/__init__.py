"""One use case a module; each takes its ports as an argument."""
