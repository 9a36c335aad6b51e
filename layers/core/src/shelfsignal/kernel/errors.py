"""The error tree. Three branches, because three things can be done about a failure:

    ShelfSignalError
    |-- Rejected      the caller's fault; never retried            (HTTP 4xx)
    |   |-- NotFound
    |   |-- Conflict
    |   |-- InvalidInput
    |   `-- Throttled                                            (HTTP 429)
    |-- Transient     trying again may help; carries retry_after_s (HTTP 503)
    |   `-- StoreUnavailable
    `-- Broken        a bug or a misconfiguration; somebody is paged (HTTP 500)
        `-- MisconfiguredError

State machines retry by class name, so every Transient leaf that crosses a Lambda's border is
listed in the ASL's Retry blocks (a test compares the two).
"""

from typing import Any


class ShelfSignalError(Exception):
    """Root of everything ShelfSignal raises on purpose."""

    code = "error"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class Rejected(ShelfSignalError):
    """The caller asked for something that cannot be; asking again changes nothing."""

    code = "rejected"


class NotFound(Rejected):
    """No such thing, or not this organisation's: the two look the same on purpose."""

    code = "not_found"


class Conflict(Rejected):
    """The request is fine, the present state is not."""

    code = "conflict"


class InvalidInput(Rejected):
    """A field is wrong; details name it."""

    code = "invalid_input"


class Throttled(Rejected):
    """The caller asks too often; the same request is welcome after retry_after_s seconds."""

    code = "rate_limited"

    def __init__(self, message: str, *, retry_after_s: float, **details: Any) -> None:
        super().__init__(message, **details)
        self.retry_after_s = retry_after_s


class Transient(ShelfSignalError):
    """Trying again may help, not before retry_after_s seconds have passed."""

    code = "unavailable"

    def __init__(self, message: str, *, retry_after_s: float = 1.0, **details: Any) -> None:
        super().__init__(message, **details)
        self.retry_after_s = retry_after_s


class StoreUnavailable(Transient):
    """A store refused or did not answer."""

    code = "store_unavailable"

    def __init__(self, store: str, **details: Any) -> None:
        super().__init__(f"The {store} store did not answer.", store=store, **details)


class Broken(ShelfSignalError):
    """Our own fault: a bug, a missing grant, a wrong setting."""

    code = "internal"


class MisconfiguredError(Broken):
    """The environment lacks or garbles settings; every bad key is named."""

    code = "misconfigured"
