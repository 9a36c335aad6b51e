"""Fetches one product's reviews."""
