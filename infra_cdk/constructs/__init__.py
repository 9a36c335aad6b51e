"""One module a concern: keyword-only inputs, outputs as attributes, no environment read."""
