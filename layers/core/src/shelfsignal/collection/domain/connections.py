"""Whose products are collected, and how often."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from shelfsignal.collection.domain.runs import Scope
from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, OrgId, Region, SellerId


class ConnectionStatus(StrEnum):
    """REAUTHORISE: Amazon refuses the consent; nothing is asked until the seller renews it."""

    ACTIVE = "ACTIVE"
    REAUTHORISE = "REAUTHORISE"


# What Amazon's refusals mean to the person who has to act on them.
_IN_WORDS: Final = {
    "invalid_grant": "The seller withdrew its consent, or it ran out after a year.",
    "unauthorized_client": "The application may no longer act for this seller.",
    "access_denied": "The seller denied the application access.",
    "Unauthorized": "The application lacks a role that this seller has not granted yet.",
}


@dataclass(frozen=True)
class SellerConnection:
    """A selling partner's consent in one of Amazon's regions, where all its marketplaces are.

    The refresh token itself lives in the token vault. feedback_refused_on: the UTC day on which
    Amazon last refused its Customer Feedback for lack of a role, and in which words; everything
    else works without. Consenting again, or an answer, forgets it.
    """

    org_id: OrgId
    seller_id: SellerId
    name: str
    marketplaces: tuple[Marketplace, ...]
    connected_at: datetime
    status: ConnectionStatus = ConnectionStatus.ACTIVE
    status_reason: str | None = None
    feedback_refused_on: date | None = None
    feedback_refusal: str | None = None

    def __post_init__(self) -> None:
        """Raises: InvalidInput unless there are marketplaces, all of one region."""
        if len({each.region for each in self.marketplaces}) != 1:
            message = "A connection is of one region and has a marketplace there."
            raise InvalidInput(message, field="marketplaces")

    @property
    def region(self) -> Region:
        return self.marketplaces[0].region

    @property
    def grant(self) -> Grant:
        return Grant(self.org_id, self.seller_id, self.region)

    @property
    def is_active(self) -> bool:
        return self.status is ConnectionStatus.ACTIVE

    def may_ask_feedback(self, day: date, days: int) -> bool:
        """A refusal stands for this many days: roles are granted by people, and rarely."""
        refused_on = self.feedback_refused_on
        return refused_on is None or (day - refused_on).days >= days

    @property
    def explanation(self) -> str | None:
        """Why the seller has to authorise again, in a person's words."""
        if self.status_reason is None:
            return None
        return next(
            (words for sign, words in _IN_WORDS.items() if sign in self.status_reason),
            f"Amazon refuses the consent: {self.status_reason}",
        )

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return tuple(Scope(self.seller_id, each) for each in self.marketplaces)


@dataclass(frozen=True)
class OrgSettings:
    """An organisation's choices about collecting.

    schedule_hour_utc: the hour of the day (0-23) of runs that are whole days apart; None: whenever
    the schedule was switched on.
    tolerated_failure_share: the share of products that may fail before the run counts as FAILED.
    complete_listing_days: how old a product's last complete review listing may get.
    """

    org_id: OrgId
    schedule_enabled: bool = False
    schedule_interval_hours: int = 24
    schedule_hour_utc: int | None = None
    complete_listing_days: int = 7
    tolerated_failure_share: float = 0.05

    def next_due(self, after: datetime) -> datetime:
        """When the run following one at `after` is due.

        Whole days apart, and with an hour of the day chosen, runs keep to that hour.
        """
        hours = self.schedule_interval_hours
        if self.schedule_hour_utc is None or hours % 24:
            return after + timedelta(hours=hours)
        return self.first_due(after) + timedelta(hours=hours - 24)

    def first_due(self, now: datetime) -> datetime:
        """When a schedule that is switched on now begins: at once, or at its hour of the day."""
        if self.schedule_hour_utc is None or self.schedule_interval_hours % 24:
            return now
        today = now.replace(hour=self.schedule_hour_utc, minute=0, second=0, microsecond=0)
        return today if today > now else today + timedelta(days=1)


@dataclass(frozen=True)
class Selection:
    """Which connected scopes a run takes; empty means all."""

    sellers: frozenset[SellerId] = field(default_factory=frozenset)
    marketplaces: frozenset[Marketplace] = field(default_factory=frozenset)

    def of(self, connections: Iterable[SellerConnection]) -> tuple[Scope, ...]:
        """The active scopes selected, in a stable order."""
        return tuple(
            sorted(
                scope
                for connection in connections
                if connection.is_active
                for scope in connection.scopes
                if self._takes(scope)
            )
        )

    def left_out(
        self, connections: Iterable[SellerConnection], taken: Iterable[Scope] = ()
    ) -> tuple[SellerConnection, ...]:
        """The connections selected that have to be authorised again first.

        taken: scopes of a run; what it took while the consent was good, it does not leave out.
        """
        had = frozenset(taken)
        return tuple(
            connection
            for connection in connections
            if not connection.is_active
            and any(map(self._takes, connection.scopes))
            and had.isdisjoint(connection.scopes)
        )

    def _takes(self, scope: Scope) -> bool:
        return (not self.sellers or scope.seller_id in self.sellers) and (
            not self.marketplaces or scope.marketplace in self.marketplaces
        )
