"""The ComputeFigures Lambda."""
