"""Fetching review tails while the walk still reads pages, with slots that would go unused.

Reviews have a bucket of their own, which would stand idle until the last page is read and the
batches are handed out; collecting lasts as long as that bucket needs, so that its first seconds
count. What is fetched here is found done by the batch's own call; the rest is left to it.
"""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from shelfsignal.collection.domain.collect_ports import SecondsLeft
from shelfsignal.collection.services.collect_review_tails import collect_review_tails
from shelfsignal.collection.services.collector import Collector
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.errors import ShelfSignalError


class EarlyTails:
    """One worker beside the walk; nothing at all unless the collector is set to have it."""

    def __init__(self, collector: Collector, seconds_left: SecondsLeft) -> None:
        self._collector = collector
        self._seconds_left = seconds_left
        self._stopped = False
        self._pool = ThreadPoolExecutor(1) if collector.early_tails else None
        self._begun: list[Future[None]] = []

    def offer(self, batches: Iterable[BatchRef]) -> None:
        """Batches of a page that is stored."""
        if self._pool:
            wanted = [batch for batch in batches if batch.tails]
            self._begun += [self._pool.submit(self._complete, batch) for batch in wanted]

    def stop(self) -> None:
        """Ends after the product in hand. Raises what no error of ours explains."""
        self._stopped = True
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
        for each in self._begun:
            if not each.cancelled():
                each.result()

    def _complete(self, batch: BatchRef) -> None:
        with suppress(ShelfSignalError):
            collect_review_tails(self._collector, batch, self._left)

    def _left(self) -> float:
        return 0.0 if self._stopped else self._seconds_left()
