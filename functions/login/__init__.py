"""Signing in and everything else that needs the signing key or a password's hash."""
