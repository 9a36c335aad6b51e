"""Orders a chunk's answers in a batch."""
