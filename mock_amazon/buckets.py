"""Token buckets, one for each application, selling partner, region and operation."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Limits:
    """How a bucket behaves; the last two make it less tidy than Amazon documents."""

    rate: float
    burst: float
    header_on_429: bool = False
    retry_after_s: int | None = None
    send_header: bool = True


class BucketKey(NamedTuple):
    """Whose bucket; an empty application stands for requests that name none."""

    seller_id: str
    region: str
    operation: str
    application: str = ""


class Bucket:
    """Refills steadily at `rate` a second up to `burst`; starts full."""

    def __init__(self, limits: Limits, ticks: Callable[[], float] = time.monotonic) -> None:
        self.limits, self._ticks = limits, ticks
        self._tokens, self._at = limits.burst, ticks()

    def take(self) -> bool:
        """One token, if there is one."""
        now = self._ticks()
        self._tokens = min(self.limits.burst, self._tokens + (now - self._at) * self.limits.rate)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True


_UNLIMITED = Limits(1e6, 1e6)


class Buckets:
    """Every bucket, made on first use from the most particular limits set for it."""

    def __init__(
        self, defaults: dict[str, Limits], ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._defaults, self._ticks = defaults, ticks
        self._rules: list[tuple[dict[str, str], Limits]] = []
        self._buckets: dict[BucketKey, Bucket] = {}

    def of(self, key: BucketKey) -> Bucket:
        """The bucket of a key."""
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(self.limits_of(key), self._ticks)
        return bucket

    def set(self, scope: dict[str, str], changes: dict[str, float | bool | int | None]) -> None:
        """New limits for every key that has these parts; the buckets concerned start full again."""
        for operation, limits in self._defaults.items():
            if scope.get("operation") in (None, operation):
                rule = {**scope, "operation": operation}
                self._rules.append((rule, replace(limits, **changes)))  # type: ignore[arg-type]  # the route's model has typed them
        self._buckets = {k: b for k, b in self._buckets.items() if not _covers(scope, k)}

    def reset(self) -> None:
        """As at the start."""
        self._rules.clear()
        self._buckets.clear()

    def limits_of(self, key: BucketKey) -> Limits:
        """What applies to a key; a key without a bucket (the token endpoint) is not limited."""
        for scope, limits in reversed(self._rules):
            if _covers(scope, key):
                return limits
        return self._defaults.get(key.operation, _UNLIMITED)


def _covers(scope: dict[str, str], key: BucketKey) -> bool:
    parts = key._asdict()
    return all(parts[name] == value for name, value in scope.items())
