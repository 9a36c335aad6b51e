"""Finding the two versions to compare, and comparing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from shelfsignal.insights.domain.diff import VersionDiff, diff
from shelfsignal.insights.domain.diff_words import in_words
from shelfsignal.insights.domain.ports import InsightStore, LedgerStore, UnreadableInsight
from shelfsignal.insights.domain.versions import Version
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import OrgId, ProductId


class NoSuchVersion(NotFound):
    """A version to compare does not exist, or none came before it."""

    code = "version_not_found"

    def __init__(self, product: ProductId, version: int | None) -> None:
        which = "earlier version" if version is None else f"version {version}"
        super().__init__(f"{product} has no {which}.", product=product, version=version)


def compare_versions(
    org: OrgId,
    product: ProductId,
    wanted: tuple[int | None, int | None],
    stated: date | None,
    *,
    insights: InsightStore,
    ledgers: LedgerStore,
) -> VersionDiff:
    """From wanted[0] to wanted[1]; without them, from the version before to the one shown.

    Rises are stated for `stated`; without it, for the day the later version was made.
    """
    before, after = wanted
    if after is None:
        latest = insights.latest(org, [product]).get(product)
        if latest is None:
            raise NoSuchVersion(product, None)
        after = latest.version
    if before is None:
        heads = insights.heads(org, product, after, 1) if after > 1 else []
        if not heads:
            raise NoSuchVersion(product, None)
        before = heads[0].version
    old, new = (
        _version(insights.versions(org, {product: number}), product, number)
        for number in (before, after)
    )
    found = diff(
        old,
        new,
        ledgers.get(org, product, old.ledger_object),
        ledgers.get(org, product, new.ledger_object),
        stated or new.created_at.date(),
    )
    return replace(found, summary=in_words(found))


def _version(
    found: Mapping[ProductId, Version | UnreadableInsight], product: ProductId, number: int
) -> Version:
    version = found.get(product)
    if version is None:
        raise NoSuchVersion(product, number)
    if isinstance(version, UnreadableInsight):
        raise version
    return version
