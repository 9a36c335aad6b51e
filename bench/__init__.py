"""Benchmarks: they print figures, one JSON object a line, with the peer measured beside ours."""
