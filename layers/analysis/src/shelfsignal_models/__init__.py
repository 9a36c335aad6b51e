"""The local engine's trained arrays; see PROVENANCE.md for the data and how to retrain."""
