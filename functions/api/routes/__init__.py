"""One module a noun, each with its table `routes`; `make openapi` brings the index up to date."""
