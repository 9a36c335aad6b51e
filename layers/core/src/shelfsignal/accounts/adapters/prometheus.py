"""Stored counters as Prometheus text, format 0.0.4."""

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from shelfsignal.kernel.metrics import DEFINITIONS, Definition, Kind, Sample


class StoredMetrics(Collector):
    """Every declared metric, those without a sample included: a dashboard finds its names."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._by_name: dict[str, list[Sample]] = {name: [] for name in DEFINITIONS}
        for sample in samples:
            self._by_name[sample.name].append(sample)

    def collect(self) -> Iterator[Metric]:
        for name, samples in self._by_name.items():
            definition = DEFINITIONS[name]
            if definition.kind is Kind.COUNTER:
                yield _counter(name, definition, samples)
            else:
                yield _histogram(name, definition, samples)


def prometheus_text(samples: Iterable[Sample]) -> str:
    """What a scraper reads."""
    registry = CollectorRegistry()
    registry.register(StoredMetrics(samples))
    return generate_latest(registry).decode()


def _counter(name: str, definition: Definition, samples: list[Sample]) -> Metric:
    names = sorted(definition.labels)
    family = CounterMetricFamily(name, definition.help, labels=names)
    if not names and not samples:
        samples = [Sample(name, ())]
    for sample in samples:
        family.add_metric([value for _, value in sample.labels], sample.value)
    return family


def _histogram(name: str, definition: Definition, samples: list[Sample]) -> Metric:
    family = HistogramMetricFamily(name, definition.help, labels=sorted(definition.labels))
    bounds = [*map(str, definition.buckets), "+Inf"]
    for sample in samples:
        running, buckets = 0, []
        for bound, count in zip(bounds, sample.counts, strict=True):
            running += count
            buckets.append((bound, running))
        values = [value for _, value in sample.labels]
        family.add_metric(values, buckets=buckets, sum_value=sample.value)
    return family
