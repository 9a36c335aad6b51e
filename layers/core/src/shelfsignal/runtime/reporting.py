"""What a function counted, on its way out: to CloudWatch as EMF and to the stored counters.

Reporting never fails a call: its work is done, and a lost count is a line in the log.
"""

import uuid
from collections.abc import Callable
from typing import Final

from shelfsignal.accounts.domain.telemetry import Entry, Telemetry
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.logs import logger
from shelfsignal.kernel.metrics import DEFINITIONS, Kind, Metrics, Sample, metrics
from shelfsignal.kernel.settings import ReportingSettings, Settings
from shelfsignal.runtime.usage import wire_telemetry

NAMESPACE: Final = "ShelfSignal"


def report_metrics(read_settings: Callable[[], Settings], request_id: str | None) -> None:
    """Drains this process's metrics. Where the settings name no queue, CloudWatch alone gets
    them."""
    if not metrics.has_any:
        return
    try:
        settings = read_settings()
        url = settings.telemetry_queue_url if isinstance(settings, ReportingSettings) else None
        report(metrics, wire_telemetry(url) if url else None, request_id)
    except ShelfSignalError as error:
        logger().warning("metrics_not_stored", extra={"reason": str(error)})


def report(counted: Metrics, telemetry: Telemetry | None, request_id: str | None) -> None:
    """Raises: StoreUnavailable when the queue is away; CloudWatch has them by then."""
    samples = tuple(counted.drain())
    for sample in samples:
        _to_cloudwatch(sample)
    if telemetry and samples:
        # A call that is tried again has the same request id and new counts.
        telemetry.send(Entry(f"{request_id or 'none'}-{uuid.uuid4()}", (), samples))


def _to_cloudwatch(sample: Sample) -> None:
    """One line of EMF on standard output, which Lambda hands to CloudWatch."""
    from aws_lambda_powertools.metrics import MetricUnit
    from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import (
        AmazonCloudWatchEMFProvider,
    )

    is_timed = DEFINITIONS[sample.name].kind is Kind.HISTOGRAM
    unit = MetricUnit.Seconds if is_timed else MetricUnit.Count
    line = AmazonCloudWatchEMFProvider(namespace=NAMESPACE, metric_set={}, dimension_set={})
    for label, text in sample.labels:
        line.add_dimension(label, text)
    for value in sample.seen if is_timed else [sample.value]:
        line.add_metric(sample.name, unit, value)
    line.flush_metrics()
