"""Decides which request meets which fault.

A decision hangs on the seed, the request and how often that request was made, never on the order in
which different requests arrive: a run with sixteen workers meets the faults of a run with one.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple

from mock_amazon.dataset.chance import uniform, weighted
from mock_amazon.faults.kinds import GENTLE, HARMLESS, FaultKind
from mock_amazon.faults.profiles import PROFILES, Profile

_REMEMBERED = 400_000


class CallKey(NamedTuple):
    """A request, as retries of it repeat it; `page` counts from 1, `asin` is empty for the feed."""

    seller_id: str
    operation: str
    marketplace: str
    asin: str
    page: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `seconds` is how long it holds the answer, `retry_after_s` what a 429 advises."""

    kind: FaultKind
    seconds: float = 0.0
    retry_after_s: int | None = None


@dataclass(slots=True)
class Target:
    """A fault somebody asked for: every given field must match; `times` None never ends."""

    kind: FaultKind
    seller_id: str | None = None
    operation: str | None = None
    marketplace: str | None = None
    asin: str | None = None
    page: int | None = None
    times: int | None = 1
    seconds: float | None = None
    retry_after_s: int | None = None

    def takes(self, call: CallKey) -> bool:
        """Whether this call is meant, counting it when it is."""
        wanted = (self.seller_id, self.operation, self.marketplace, self.asin, self.page)
        if self.times == 0 or any(w not in (None, c) for w, c in zip(wanted, call, strict=True)):
            return False
        if self.times is not None:
            self.times -= 1
        return True


class FaultDesk:
    """The faults of a running server."""

    def __init__(self, seed: int, profile: str, hold_s: float) -> None:
        self._seed = seed
        self._default = profile
        self.hold_s = hold_s
        self.profile: Profile = PROFILES[profile]
        self.targets: list[Target] = []
        self._states: OrderedDict[CallKey, tuple[int, int]] = OrderedDict()

    def next(self, call: CallKey) -> Fault | None:
        """The fault this attempt of the call meets; None when all goes well."""
        for target in self.targets:
            if target.takes(call):
                return self._targeted(target)
        if not self.profile.share:
            return None
        round_, failed = self._states.pop(call, (0, 0))
        fault = self._drawn(call, round_, failed)
        over = fault is None or fault.kind in HARMLESS
        self._states[call] = (round_ + 1, 0) if over else (round_, failed + 1)
        if len(self._states) > _REMEMBERED:
            self._states.popitem(last=False)
        return fault

    def use(self, profile: str) -> None:
        """Another profile from now on, from the first attempt of everything."""
        self.profile = PROFILES[profile]
        self._states.clear()

    def reset(self) -> None:
        """As at the start."""
        self.targets.clear()
        self.use(self._default)

    def _drawn(self, call: CallKey, round_: int, failed: int) -> Fault | None:
        chance = (self._seed, *call, round_)
        if uniform(*chance, "any") >= self.profile.share:
            return None
        kind = weighted(self.profile.kinds, uniform(*chance, "kind"))
        longest = 1 if kind in GENTLE else self.profile.in_a_row
        if failed >= 1 + int(uniform(*chance, "times") ** 2 * longest):
            return None
        return self._made(kind, chance)

    def _made(self, kind: FaultKind, chance: tuple[object, ...]) -> Fault:
        if kind is FaultKind.TIMEOUT:
            return Fault(kind, self.hold_s)
        if kind is FaultKind.SLOW:
            low, high = self.profile.slow_s
            return Fault(kind, low + (high - low) * uniform(*chance, "slow"))
        advised = (
            kind is FaultKind.THROTTLED and uniform(*chance, "after") < self.profile.retry_after
        )
        return Fault(kind, retry_after_s=1 if advised else None)

    def _targeted(self, target: Target) -> Fault:
        held = {FaultKind.TIMEOUT: self.hold_s, FaultKind.SLOW: 1.0}.get(target.kind, 0.0)
        seconds = held if target.seconds is None else target.seconds
        return Fault(target.kind, seconds, target.retry_after_s)
