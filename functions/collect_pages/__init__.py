"""Walks a scope's product pages."""
