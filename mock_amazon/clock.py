"""A clock that can be put forward, so that days pass on demand."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

DAY_S = 86_400


class BackwardClock(ValueError):
    """The clock was told to go back: what has been shown cannot be unshown."""


class VirtualClock:
    """Starts at `start` (epoch seconds; None: the real time) and runs at the speed of real time."""

    def __init__(
        self, start: float | None = None, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._ticks = ticks
        self._began = ticks()
        self._start = time.time() if start is None else start
        self._ahead = 0.0

    def now(self) -> float:
        """Epoch seconds of the virtual present."""
        return self._start + self._ahead + self._ticks() - self._began

    def day(self) -> int:
        """Whole UTC days since 1970."""
        return int(self.now() // DAY_S)

    def advance(self, seconds: float) -> None:
        """Puts the clock forward. Raises: BackwardClock."""
        if seconds < 0:
            raise BackwardClock("the clock only goes forward")
        self._ahead += seconds

    def set(self, moment: float) -> None:
        """Puts the clock forward to a moment (epoch seconds). Raises: BackwardClock."""
        self.advance(moment - self.now())

    def reset(self) -> None:
        """Back to where it would be had nobody touched it."""
        self._ahead = 0.0


def iso(moment: float) -> str:
    """ISO 8601 with Z, to the second."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> float:
    """Epoch seconds of an ISO date or time; without a zone it is UTC. Raises: ValueError.

    >>> moment_of("2026-11-22")
    1795305600.0
    """
    parsed = datetime.fromisoformat(text)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
