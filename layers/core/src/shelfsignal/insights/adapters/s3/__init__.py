"""The data bucket as insights reads and writes it; keys are kernel.lake's."""
