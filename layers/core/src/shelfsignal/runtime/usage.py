"""Wiring of quotas, usage and metrics: for the apps, the consumer and the operator's script."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Protocol

from shelfsignal.accounts.domain.plans import PLANS, Plan
from shelfsignal.accounts.services.quotas import QuotaDesk
from shelfsignal.accounts.services.usage_reports import UsageDesk
from shelfsignal.kernel.clock import utc_now

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from shelfsignal.accounts.adapters.limit_store import DynamoLimits
    from shelfsignal.accounts.adapters.telemetry_queue import SqsTelemetry
    from shelfsignal.accounts.adapters.usage_store import DynamoUsage
    from shelfsignal.accounts.domain.ports import KeyStore


class UsageResources(Protocol):
    """What metering an app's calls reads of its settings."""

    @property
    def accounts_table(self) -> str: ...
    @property
    def telemetry_queue_url(self) -> str: ...
    @property
    def plan(self) -> Plan: ...
    @property
    def usage_days(self) -> int: ...


def wire_quotas(resources: UsageResources) -> QuotaDesk:
    """For every answer of a known caller."""
    from shelfsignal.accounts.adapters.quota_store import DynamoQuotas

    table = resources.accounts_table
    counters = DynamoQuotas(_quick_dynamodb(), table)
    return QuotaDesk(counters, wire_limits(table), PLANS[resources.plan], utc_now)


def wire_limits(accounts_table: str) -> DynamoLimits:
    """For the operator's command line."""
    from shelfsignal.accounts.adapters.limit_store import DynamoLimits

    return DynamoLimits(_quick_dynamodb(), accounts_table)


def wire_usage(accounts_table: str, usage_days: int) -> DynamoUsage:
    """For the consumer, the developers' routes and /metrics."""
    from shelfsignal.accounts.adapters.usage_store import DynamoUsage

    return DynamoUsage(_quick_dynamodb(), accounts_table, timedelta(days=usage_days), utc_now)


def wire_desk(resources: UsageResources, keys: KeyStore) -> UsageDesk:
    """For the developers' routes."""
    store = wire_usage(resources.accounts_table, resources.usage_days)
    return UsageDesk(store, keys, utc_now)


def stored_metrics_text(resources: UsageResources) -> str:
    """What /metrics answers. Raises: StoreUnavailable."""
    from shelfsignal.accounts.adapters.prometheus import prometheus_text

    return prometheus_text(wire_usage(resources.accounts_table, resources.usage_days).samples())


@cache
def wire_telemetry(queue_url: str) -> SqsTelemetry:
    """For whatever has something to report."""
    import boto3
    from botocore.config import Config

    from shelfsignal.accounts.adapters.telemetry_queue import SqsTelemetry

    # The caller waits: a queue that does not answer at once is not worth waiting for.
    hasty = Config(connect_timeout=0.5, read_timeout=1, retries={"total_max_attempts": 1})
    return SqsTelemetry(boto3.client("sqs", config=hasty), queue_url, utc_now)


@cache
def _quick_dynamodb() -> DynamoDBClient:
    import boto3
    from botocore.config import Config

    quick = Config(
        connect_timeout=1,
        read_timeout=3,
        max_pool_connections=32,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    client: DynamoDBClient = boto3.client("dynamodb", config=quick)
    return client
