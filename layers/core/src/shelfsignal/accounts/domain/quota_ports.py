"""Where counters and limits are kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from shelfsignal.accounts.domain.quota import Overrides, Quota
from shelfsignal.kernel.ids import OrgId


class QuotaStore(Protocol):
    """An organisation's counters."""

    def take(self, org_id: OrgId, quotas: Sequence[Quota], now: datetime) -> Mapping[str, int]:
        """Counts one request against every quota, or against none when one of them is used up.

        The counters by name, after it. One conditional write, another when the memory of them is
        out of date. Raises: Refused with the counters, StoreUnavailable.
        """

    def read(self, org_id: OrgId) -> Mapping[str, int]:
        """Every counter as stored. Raises: StoreUnavailable."""


class Refused(Exception):
    """A quota is used up; nothing was counted."""

    def __init__(self, stored: Mapping[str, int]) -> None:
        super().__init__("a quota is used up")
        self.stored = stored


class LimitStore(Protocol):
    """Limits that differ from the plan's. Every method raises StoreUnavailable."""

    def get(self, org_id: OrgId) -> Overrides:
        """Nothing differs when nothing is stored."""

    def put(self, org_id: OrgId, overrides: Overrides) -> None:
        """Replaces what is stored."""
