"""DynamoDB lets one writer at a time at an item; moto does not, so tests of races do it for it."""

from threading import Lock
from typing import Any


class OneWriter:
    """A store of which the named methods run one at a time."""

    def __init__(self, store: Any, *writes: str) -> None:
        self._store, self._writes, self._lock = store, writes, Lock()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if name not in self._writes:
            return method

        def one_at_a_time(*arguments: Any, **named: Any) -> Any:
            with self._lock:
                return method(*arguments, **named)

        return one_at_a_time
