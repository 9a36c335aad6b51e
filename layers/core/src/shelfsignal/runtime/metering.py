"""The hook that counts every call of a known caller: against quotas before, as usage after.

Neither stands in the way. When the counters are away, calls are let through and say so in the log
(what they would protect is away, too, or can be spared for as long); when the queue is away, the
answer goes out and its record is lost.
"""

from collections.abc import Callable
from functools import cached_property

from shelfsignal.accounts.domain.quota import QuotaReached, Standing
from shelfsignal.accounts.domain.telemetry import Entry, Telemetry
from shelfsignal.accounts.domain.usage import UsageRecord
from shelfsignal.accounts.services.quotas import QuotaDesk
from shelfsignal.kernel.clock import Clock, utc_now
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.usage import UsageResources, wire_quotas, wire_telemetry
from shelfsignal.runtime.web.hooks import Call, Outcome


class Metering:
    """A hook over services that are made at the first call."""

    def __init__(
        self,
        quotas: Callable[[], QuotaDesk],
        telemetry: Callable[[], Telemetry],
        clock: Clock = utc_now,
    ) -> None:
        self._make_quotas = quotas
        self._make_telemetry = telemetry
        self._clock = clock

    def before(self, call: Call) -> None:
        """Raises: QuotaReached."""
        try:
            standing = self._quotas.take(call.principal)
        except QuotaReached as refusal:
            call.headers |= rate_limit_headers(refusal.standing)
            raise
        except StoreUnavailable as error:
            logger().warning("quota_not_counted", extra={"reason": str(error)})
        else:
            call.headers |= rate_limit_headers(standing)

    def after(self, call: Call, outcome: Outcome) -> None:
        """Sends the record of the call; a lost one is a line in the log."""
        record = UsageRecord(
            request_id=call.request_id,
            at=self._clock(),
            org_id=call.principal.org_id,
            subject=call.principal.subject,
            kind=str(call.principal.kind),
            route=f"{call.route.method} {call.route.path}",
            status=outcome.status,
            ms=outcome.elapsed_ms,
            bytes_in=call.received_bytes,
            bytes_out=outcome.size_bytes,
        )
        try:
            self._telemetry.send(Entry(record.request_id, (record,)))
        except StoreUnavailable as error:
            logger().warning("usage_not_recorded", extra={"reason": str(error)})

    @cached_property
    def _quotas(self) -> QuotaDesk:
        return self._make_quotas()

    @cached_property
    def _telemetry(self) -> Telemetry:
        return self._make_telemetry()


def metering(resources: UsageResources) -> Metering:
    """The hook over AWS."""
    return Metering(
        lambda: wire_quotas(resources), lambda: wire_telemetry(resources.telemetry_queue_url)
    )


def rate_limit_headers(standing: Standing) -> dict[str, str]:
    """The tightest quota's figures, and every quota as a policy.

    Names and syntax of draft-ietf-httpapi-ratelimit-headers-03, which clients know best; Reset is
    in seconds from now, w the window's length in seconds.
    """
    tightest = standing.tightest
    policies = (
        f'{each.quota.limit};w={each.quota.window_s};comment="{each.quota.holder}"'
        for each in standing.spent
    )
    return {
        "ratelimit-limit": str(tightest.quota.limit),
        "ratelimit-remaining": str(tightest.remaining),
        "ratelimit-reset": str(standing.resets_in_s(tightest)),
        "ratelimit-policy": ", ".join(policies),
    }
