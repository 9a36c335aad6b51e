"""Pydantic models of the login function's requests and answers."""
