"""Count a request against its quotas, or refuse it."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.quota import (
    CallLimits,
    Overrides,
    QuotaReached,
    Standing,
    quotas_of,
    standing_of,
)
from shelfsignal.accounts.domain.quota_ports import LimitStore, QuotaStore, Refused
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId

LIMITS_CACHED_FOR: Final = timedelta(seconds=30)
_CACHED_ORGS: Final = 1000


class QuotaDesk:
    """Quotas of every organisation; default is the plan of those that have no limits of their own.

    Limits are kept in memory for at most LIMITS_CACHED_FOR, so that counting is the only write.
    """

    def __init__(
        self, counters: QuotaStore, limits: LimitStore, default: CallLimits, clock: Clock
    ) -> None:
        self._counters = counters
        self._limits = limits
        self._default = default
        self._clock = clock
        self._cached: OrderedDict[OrgId, tuple[Overrides, datetime]] = OrderedDict()

    def take(self, principal: Principal) -> Standing:
        """Counts one request of the caller. Raises: QuotaReached, StoreUnavailable."""
        now = self._clock()
        quotas = quotas_of(principal.subject, self.limits(principal.org_id, principal.subject), now)
        try:
            stored = self._counters.take(principal.org_id, quotas, now)
        except Refused as refusal:
            raise QuotaReached(standing_of(quotas, refusal.stored, now)) from None
        return standing_of(quotas, stored, now)

    def standing(self, org_id: OrgId, subject: str) -> Standing:
        """How much is used, without using any. Raises: StoreUnavailable."""
        now = self._clock()
        quotas = quotas_of(subject, self.limits(org_id, subject), now)
        return standing_of(quotas, self._counters.read(org_id), now)

    def limits(self, org_id: OrgId, subject: str) -> CallLimits:
        """What holds for this caller. Raises: StoreUnavailable."""
        now = self._clock()
        overrides, read_at = self._cached.get(org_id, (None, now))
        if overrides is None or now - read_at > LIMITS_CACHED_FOR:
            overrides = self._limits.get(org_id)
            self._cached[org_id] = (overrides, now)
            self._cached.move_to_end(org_id)
            if len(self._cached) > _CACHED_ORGS:
                self._cached.popitem(last=False)
        return overrides.over(self._default, subject)
