"""Engines that cost money: who pays, what reading a review took, and where spending stops.

A run is told apart from the next only here; an engine that costs nothing never hears of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol, runtime_checkable

from shelfsignal.insights.domain.analysis import ReviewAnalyser, ReviewAnalysis, ReviewText
from shelfsignal.insights.domain.preferences import Caps
from shelfsignal.kernel.ids import OrgId, RunId

NANO: Final = Decimal(1_000_000_000)


@dataclass(frozen=True, slots=True)
class Payer:
    """The run that an engine's work is charged to."""

    org_id: OrgId
    run_id: RunId


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens, and money in whole nano-dollars (1e-9 USD), so that sums are exact."""

    tokens: int = 0
    usd_nano: int = 0

    @property
    def cost_usd(self) -> Decimal:
        return Decimal(self.usd_nano) / NANO

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.tokens + other.tokens, self.usd_nano + other.usd_nano)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.tokens - other.tokens, self.usd_nano - other.usd_nano)


NOTHING: Final = Spent()


@dataclass(frozen=True, slots=True)
class Toll:
    """What reading one review took, and what of the answer the engine's own checks refused."""

    spent: Spent = NOTHING
    rejected_quotes: int = 0
    rejected_labels: int = 0
    is_cached: bool = False


FREE: Final = Toll()


@dataclass(frozen=True, slots=True)
class Answers:
    """An analysis a review in the order asked, and beside each its toll."""

    analyses: Sequence[ReviewAnalysis]
    tolls: Sequence[Toll]


@runtime_checkable
class MeteredAnalyser(ReviewAnalyser, Protocol):
    """An engine whose work is charged to a run."""

    def analyse_for(self, payer: Payer, reviews: Sequence[ReviewText]) -> Answers:
        """As `analyse`; reviews the budget has no money for come back `budget_exhausted`."""
        ...


def ask(analyser: ReviewAnalyser, payer: Payer, reviews: Sequence[ReviewText]) -> Answers:
    """The engine's answers, with their tolls where it has any."""
    if isinstance(analyser, MeteredAnalyser):
        return analyser.analyse_for(payer, reviews)
    return Answers(analyser.analyse(reviews), [FREE] * len(reviews))


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a run, or an organisation in a UTC day, may spend; None: no limit of that kind."""

    usd_nano: int | None = None
    tokens: int | None = None

    def lowered(self, usd: Decimal | None, tokens: int | None) -> Limits:
        """With the lower of each pair; None limits nothing.

        >>> Limits(usd_nano=5, tokens=None).lowered(Decimal(1), 70)
        Limits(usd_nano=5, tokens=70)
        """
        nano = None if usd is None else int(usd * NANO)
        return Limits(_lower(self.usd_nano, nano), _lower(self.tokens, tokens))


@dataclass(frozen=True, slots=True)
class RunAndDay:
    """What a run may spend, and what its organisation may in a UTC day."""

    run: Limits = Limits()
    day: Limits = Limits()

    def lowered_by(self, caps: Caps) -> RunAndDay:
        """The deployment's limits and the organisation's own: the lower of each counts."""
        return RunAndDay(
            self.run.lowered(caps.usd_a_run, caps.tokens_a_run),
            self.day.lowered(caps.usd_a_day, caps.tokens_a_day),
        )


def _lower(a: int | None, b: int | None) -> int | None:
    given = [each for each in (a, b) if each is not None]
    return min(given) if given else None


class Budget(Protocol):
    """Money and tokens set aside before they are spent. May raise StoreUnavailable."""

    def reserve(self, payer: Payer, amount: Spent) -> Reservation | None:
        """None when the run's or the day's limit would be passed; then nothing is set aside."""
        ...

    def spent(self, payer: Payer) -> Spent:
        """By the run so far, wasted tries and what is set aside included."""
        ...

    def settle(self, reservation: Reservation, used: Spent) -> None:
        """Put what was really used in the reservation's place."""
        ...


@dataclass(frozen=True, slots=True)
class Reservation:
    """An amount set aside on a UTC day (ISO date); a process that dies leaves it set aside."""

    payer: Payer
    day: str
    amount: Spent


class AnswerStore(Protocol):
    """Every usable answer of a model, by the hash of what it was asked. May raise
    StoreUnavailable."""

    def get(self, org: OrgId, key: str) -> dict[str, Any] | None:
        """None when there is none, or it cannot be read: then it is asked again."""
        ...

    def put(self, org: OrgId, key: str, answer: dict[str, Any]) -> None: ...
