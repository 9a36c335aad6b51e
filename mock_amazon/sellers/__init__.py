"""Sellers v1: where an account sells."""
