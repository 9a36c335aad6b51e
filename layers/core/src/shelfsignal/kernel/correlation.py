"""One id from the API's request to the state machine to the last function's log line.

It is the id of the request (or of the schedule's event, or of the console's execution) that set
work in motion. It travels in the execution's input and in the lines of the run's manifests.
"""

from contextvars import ContextVar
from typing import Any, Final

MAX_CHARS: Final = 128
FIELD: Final = "correlation_id"
_current: ContextVar[str | None] = ContextVar(FIELD, default=None)


def correlate(correlation_id: str | None) -> None:
    """From now on, and until called again, this is what is being worked for."""
    _current.set(correlation_id[:MAX_CHARS] if correlation_id else None)


def correlation_id() -> str | None:
    """The id of what is being worked for; None outside a request or an event."""
    return _current.get()


def stamped(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the current id, unless it has one or there is none.

    >>> correlate("r-1")
    >>> stamped({"a": 1}), stamped({"correlation_id": "r-0"})
    ({'a': 1, 'correlation_id': 'r-1'}, {'correlation_id': 'r-0'})
    >>> correlate(None)
    """
    current = correlation_id()
    return {**document, FIELD: current} if current and FIELD not in document else document
