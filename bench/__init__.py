"""Benchmarks: they print figures, a JSON object a line, with the peer measured in the same run."""
