"""What was asked and how it was answered: counts for people, a log to judge a client by."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from mock_amazon.buckets import BucketKey, Limits

_LOG_LENGTH = 400_000
NO_ANSWER = 0
_UNLIMITED = 1e6


@dataclass(slots=True)
class Tally:
    """Counts of one seller, region and operation; times are real epoch seconds."""

    first_at: float
    last_at: float
    by_status: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    throttled_by_bucket: int = 0

    def row(self, key: BucketKey, limits: Limits) -> dict[str, Any]:
        """The tally as the stats route shows it."""
        requests = sum(self.by_status.values())
        admitted = requests - self.throttled_by_bucket
        seconds = self.last_at - self.first_at
        permitted = limits.burst + limits.rate * seconds
        injected = self.by_status[429] - self.throttled_by_bucket
        return {
            "seller_id": key.seller_id,
            "region": key.region,
            "operation": key.operation,
            "application": key.application,
            "requests": requests,
            "admitted": admitted,
            "by_status": {str(status): count for status, count in sorted(self.by_status.items())},
            "http_429_bucket": self.throttled_by_bucket,
            "http_429_injected": injected,
            "faults": {str(kind): count for kind, count in self.faults.items()},
            "first_at": self.first_at,
            "last_at": self.last_at,
            "seconds": round(seconds, 3),
            "achieved_rps": round(admitted / seconds, 3) if seconds > 0 else None,
            "permitted_requests": round(permitted, 1) if limits.rate < _UNLIMITED else None,
        }


class Traffic:
    """All tallies, and the last requests of every seller; status 0 means no answer was given."""

    def __init__(self) -> None:
        self._tallies: dict[BucketKey, Tally] = {}
        self._log: deque[tuple[float, int, str, str]] = deque(maxlen=_LOG_LENGTH)

    def record(
        self, key: BucketKey, at: float, status: int, *, fault: str | None, by_bucket: bool = False
    ) -> None:
        """One request that arrived at this moment and was answered so."""
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = Tally(at, at)
        tally.first_at, tally.last_at = min(tally.first_at, at), max(tally.last_at, at)
        tally.by_status[status] += 1
        tally.throttled_by_bucket += by_bucket
        if fault:
            tally.faults[str(fault)] += 1
        self._log.append((at, status, key.seller_id, key.operation))

    def tallies(self) -> dict[BucketKey, Tally]:
        """Every tally by its key."""
        return self._tallies

    def log(self, seller_id: str | None, operation: str | None) -> list[tuple[float, int]]:
        """(arrival time, status) of the kept requests, oldest first."""
        found = [
            (at, status)
            for at, status, seller, name in self._log
            if seller_id in (None, seller) and operation in (None, name)
        ]
        return sorted(found)

    def reset(self) -> None:
        """Forgets everything."""
        self._tallies.clear()
        self._log.clear()
