"""Whose products are collected, and how often."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shelfsignal.collection.domain.runs import Scope
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId


class ConnectionStatus(StrEnum):
    """REAUTHORISE: Amazon refuses the consent; nothing is asked until the seller renews it."""

    ACTIVE = "ACTIVE"
    REAUTHORISE = "REAUTHORISE"


@dataclass(frozen=True)
class SellerConnection:
    """A selling partner's consent. The refresh token itself lives in the secret store."""

    org_id: OrgId
    seller_id: SellerId
    name: str
    marketplaces: tuple[Marketplace, ...]
    connected_at: datetime
    status: ConnectionStatus = ConnectionStatus.ACTIVE
    status_reason: str | None = None

    @property
    def is_active(self) -> bool:
        return self.status is ConnectionStatus.ACTIVE

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return tuple(Scope(self.seller_id, each) for each in self.marketplaces)


@dataclass(frozen=True)
class OrgSettings:
    """An organisation's choices about collecting.

    tolerated_failure_share: the share of products that may fail before the run counts as FAILED.
    complete_listing_days: how old a product's last complete review listing may get.
    """

    org_id: OrgId
    schedule_enabled: bool = False
    schedule_interval_hours: int = 24
    complete_listing_days: int = 7
    tolerated_failure_share: float = 0.05

    def next_due(self, after: datetime) -> datetime:
        return after + timedelta(hours=self.schedule_interval_hours)


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
                if (not self.sellers or scope.seller_id in self.sellers)
                and (not self.marketplaces or scope.marketplace in self.marketplaces)
            )
        )
