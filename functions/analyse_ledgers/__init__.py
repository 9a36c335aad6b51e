"""Stages another engine's insights of known reviews."""
