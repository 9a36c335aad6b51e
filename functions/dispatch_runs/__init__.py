"""Starts the runs that are due."""
