"""What would change if an engine's staged versions were shown, over all products."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from shelfsignal.insights.domain.body import InsightBody
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.domain.ports import CardStore, InsightStore
from shelfsignal.insights.domain.versions import Version
from shelfsignal.insights.services.backfill import every_card
from shelfsignal.insights.services.promotion import Staged
from shelfsignal.insights.services.repointing import Stay
from shelfsignal.kernel.ids import OrgId, ProductId

MOST_MOVED: Final = 10


@dataclass(frozen=True, slots=True)
class ProductChange:
    """A product's negative reviews of those analysed, shown and staged."""

    product_id: ProductId
    shown: tuple[int, int]
    staged: tuple[int, int]
    versions: tuple[int, int]

    @property
    def by(self) -> float:
        """Difference of the two shares."""
        return abs(_share(self.staged) - _share(self.shown))


@dataclass
class Comparison:
    """Counts over the products that have both; mentions of issues are [shown, staged] by code."""

    compared: int = 0
    already_shown: int = 0
    missing: list[ProductId] = field(default_factory=list)
    analysed: list[int] = field(default_factory=lambda: [0, 0])
    negative: list[int] = field(default_factory=lambda: [0, 0])
    mentions: dict[str, list[int]] = field(default_factory=dict)
    tokens: int = 0
    cost_usd: str = "0"
    most_moved: list[ProductChange] = field(default_factory=list)


def compare_staged(
    org: OrgId, made_by: EngineBlock, insights: InsightStore, cards: CardStore
) -> Comparison:
    """Each product's version shown against the one that the engine staged of the same reviews."""
    found = Comparison()
    finder = Staged(org, made_by, insights)
    mentions: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    cost = None
    for card in every_card(org, cards):
        product = card.product_id
        latest = insights.latest(org, [product])[product]
        staged = finder.instead_of(product, latest.version)
        shown = insights.versions(org, {product: latest.version}).get(product)
        if staged is Stay.RIGHT:
            found.already_shown += 1
        elif isinstance(staged, Version) and isinstance(shown, Version):
            _count(found, mentions, shown, staged)
            cost = staged.effort.cost_usd if cost is None else cost + staged.effort.cost_usd
        else:
            found.missing.append(product)
    codes = sorted(set(mentions[0]) | set(mentions[1]))
    found.mentions = {code: [mentions[0][code], mentions[1][code]] for code in codes}
    found.cost_usd = str(cost or 0)
    return found


def _count(
    found: Comparison,
    mentions: tuple[Counter[str], Counter[str]],
    shown: Version,
    staged: Version,
) -> None:
    found.compared += 1
    found.tokens += staged.effort.tokens
    pairs = []
    for at, version in enumerate((shown, staged)):
        negative, analysed = _negative(version.body)
        found.analysed[at] += analysed
        found.negative[at] += negative
        pairs.append((negative, analysed))
        for issue in version.body.issues:
            mentions[at][issue.figures.code] += issue.figures.mentions
    numbers = (shown.number, staged.number)
    change = ProductChange(shown.product_id, pairs[0], pairs[1], numbers)
    found.most_moved = sorted(
        [*found.most_moved, change], key=lambda each: (-each.by, each.product_id)
    )[:MOST_MOVED]


def _negative(body: InsightBody) -> tuple[int, int]:
    return body.sentiment.negative.count, body.analysed


def _share(counts: tuple[int, int]) -> float:
    return counts[0] / counts[1] if counts[1] else 0.0
