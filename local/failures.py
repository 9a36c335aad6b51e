"""What stops a command, in one line that says what to do."""


class LocalFailure(RuntimeError):
    """Shown to the person as it is; the command exits with status 2."""
