"""Counters of the whole deployment, by closed names and closed labels.

    metrics.add("jobs_started_total", kind="review_fetch")
    metrics.observe("s3_put_duration_seconds", 0.021)

What is added is kept in memory until the entrypoint flushes it: to CloudWatch as EMF, and through
the telemetry queue into stored counters, which /metrics reads (a Lambda's own would start at zero
with every process). A name or a label that is not declared here is a bug and fails at once, and a
label's value outside its set counts as "other": the number of series has an upper bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import Any, Final

OTHER: Final = "other"
MAX_SEEN: Final = 100
"""Values of one metric that CloudWatch takes in one line."""
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Kind(StrEnum):
    COUNTER = "counter"
    HISTOGRAM = "histogram"


@dataclass(frozen=True)
class Definition:
    """A metric. labels: the values each may have; None means any up to 100 characters, for values
    that code alone chooses from few (a route's template)."""

    help: str
    kind: Kind = Kind.COUNTER
    labels: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    buckets: tuple[float, ...] = _SECONDS


_CLASSES: Final = ("2xx", "3xx", "4xx", "5xx")
_RUN_ENDS: Final = ("SUCCEEDED", "PARTIAL", "FAILED")
_JOBS: Final = ("review_fetch", "csv_upload")
_JOB_ENDS: Final = ("succeeded", "partial", "failed", "cancelled")

DEFINITIONS: Final[Mapping[str, Definition]] = {
    "http_requests_total": Definition(
        "Answered requests of known callers.", labels={"route": None, "status": _CLASSES}
    ),
    "http_request_duration_seconds": Definition(
        "How long answering them took.", Kind.HISTOGRAM, labels={"route": None}
    ),
    "http_throttled_total": Definition("Requests refused with 429.", labels={"route": None}),
    "runs_total": Definition("Attempts of runs that were closed.", labels={"status": _RUN_ENDS}),
    "products_collected_total": Definition("Products that sources listed."),
    "reviews_collected_total": Definition("Reviews that sources listed."),
    "products_analysed_total": Definition("Products whose insight is current after a batch."),
    "reviews_analysed_total": Definition("Reviews an engine read."),
    "llm_tokens_total": Definition("Tokens used by engines."),
    "llm_cost_usd_total": Definition("What engines cost, in US dollars."),
    "reviews_fetched_total": Definition("Reviews fetched by review jobs.", labels={"kind": _JOBS}),
    "jobs_started_total": Definition("Review jobs begun.", labels={"kind": _JOBS}),
    "jobs_completed_total": Definition(
        "Review jobs ended.", labels={"kind": _JOBS, "status": _JOB_ENDS}
    ),
    "sellers_left_out_total": Definition(
        "Connections that runs left out, because their sellers have to authorise again."
    ),
    "lwa_refresh_failures_total": Definition("Access tokens that Amazon refused to renew."),
    "spapi_rate_limits_total": Definition(
        "429 answers of the Selling Partner API.", labels={"operation": None}
    ),
    "s3_put_duration_seconds": Definition("How long storing an object took.", Kind.HISTOGRAM),
}

Labels = tuple[tuple[str, str], ...]


@dataclass
class Sample:
    """What was added to one series. counts: of a histogram's buckets, the last is +Inf's own.

    seen: single observations, the first MAX_SEEN of them; they do not travel.
    """

    name: str
    labels: Labels
    value: float = 0.0
    counts: list[int] = field(default_factory=list)
    seen: list[float] = field(default_factory=list, compare=False)

    def to_json(self) -> dict[str, Any]:
        return {"n": self.name, "l": dict(self.labels), "v": self.value, "c": self.counts}


class UnknownMetric(LookupError):
    """Neither declared here, or not with these labels."""

    def __init__(self, name: str, given: object) -> None:
        super().__init__(f"no metric {name} with labels {given}: see kernel.metrics.DEFINITIONS")


class Metrics:
    """Series added up in memory until they are drained; for any number of threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._samples: dict[tuple[str, Labels], Sample] = {}

    def add(self, name: str, value: float = 1, **labels: str) -> None:
        """Raises: UnknownMetric; ValueError for less than nothing."""
        if value < 0:
            message = f"{name} only grows"
            raise ValueError(message)
        with self._lock:
            self._series(name, Kind.COUNTER, labels).value += value

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Raises: UnknownMetric."""
        buckets = DEFINITIONS[name].buckets if name in DEFINITIONS else ()
        with self._lock:
            sample = self._series(name, Kind.HISTOGRAM, labels)
            sample.value += seconds
            sample.counts = sample.counts or [0] * (len(buckets) + 1)
            sample.counts[bucket_of(buckets, seconds)] += 1
            if len(sample.seen) < MAX_SEEN:
                sample.seen.append(seconds)

    @property
    def has_any(self) -> bool:
        """Whether there is something to drain."""
        return bool(self._samples)

    def drain(self) -> list[Sample]:
        """What was added since the last time."""
        with self._lock:
            samples, self._samples = self._samples, {}
        return [each for each in samples.values() if each.value or each.counts]

    def _series(self, name: str, kind: Kind, labels: Mapping[str, str]) -> Sample:
        definition = DEFINITIONS.get(name)
        if not definition or definition.kind is not kind or set(labels) != set(definition.labels):
            raise UnknownMetric(name, sorted(labels))
        pairs = tuple(
            (label, _known(value, definition.labels[label]))
            for label, value in sorted(labels.items())
        )
        return self._samples.setdefault((name, pairs), Sample(name, pairs))


def bucket_of(buckets: tuple[float, ...], seconds: float) -> int:
    """The index of the first bucket that holds it; len(buckets) for none.

    >>> bucket_of((0.1, 1.0), 0.1), bucket_of((0.1, 1.0), 0.5), bucket_of((0.1, 1.0), 3)
    (0, 1, 2)
    """
    return next((i for i, upper in enumerate(buckets) if seconds <= upper), len(buckets))


def _known(value: str, allowed: tuple[str, ...] | None) -> str:
    if allowed is None:
        return value[:100]
    return value if value in allowed else OTHER


metrics: Final = Metrics()
"""This process's; the entrypoint drains it."""
