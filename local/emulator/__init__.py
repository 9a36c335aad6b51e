"""Starts MiniStack with the few patches the local stack needs (docs/adr tells when each can go).

Runs in a virtual environment of its own (``.venv-emulator``), because the emulator lends its own
interpreter and site-packages to every Lambda: what a function imports must come from its package.
Only the standard library and MiniStack may be imported here.
"""
