"""Cutting a page into batches so that every batch brings its share of long review listings."""

from collections.abc import Sequence

from shelfsignal.kernel.batches import BatchRef, ScopeRef
from shelfsignal.kernel.catalogue import ProductListing


def interleaved(listings: Sequence[ProductListing]) -> list[ProductListing]:
    """The same listings with those that need a tail spread evenly; order is otherwise kept.

    Fetching tails is bound by the source's rate and analysis by the processor: a batch that has a
    bit of both lets the two overlap from the first batch to the last.
    """
    tails = [each for each in listings if each.needs_tail]
    others = [each for each in listings if not each.needs_tail]
    ranked = [((2 * i + 1) * len(others), 0, i, each) for i, each in enumerate(tails)]
    ranked += [((2 * i + 1) * len(tails), 1, i, each) for i, each in enumerate(others)]
    return [each for *_, each in sorted(ranked, key=lambda rank: rank[:3])]


def batches_of(
    scope: ScopeRef, page: int, listings: Sequence[ProductListing], size: int
) -> list[BatchRef]:
    """The page's slices, in order; the last one may be short."""
    return [
        BatchRef(
            **scope.model_dump(),
            batch=f"{page:05d}-{number:02d}",
            page=page,
            first=first,
            count=len(listings[first : first + size]),
            tails=sum(each.needs_tail for each in listings[first : first + size]),
        )
        for number, first in enumerate(range(0, len(listings), size))
    ]
