"""Reports 2021-06-30: asked for, made on the virtual clock, fetched as a document."""
