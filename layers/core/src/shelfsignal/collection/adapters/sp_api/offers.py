"""What Amazon says of up to twenty products at once: catalog items and Buy Box prices."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from shelfsignal.collection.adapters.sp_api.questions import SellerQuestions
from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.catalogue_items import (
    INCLUDED,
    CatalogueItem,
    parse_catalogue,
)
from shelfsignal.collection.domain.errors import MalformedAnswer, SourceRefused
from shelfsignal.collection.domain.prices import Price, parse_prices
from shelfsignal.collection.domain.sources import RawAnswer
from shelfsignal.kernel.ids import Asin

MOST_AT_ONCE: Final = 20
_CATALOGUE: Final = Operation.SEARCH_CATALOG_ITEMS
_ITEMS: Final = "/catalog/2022-04-01/items"
_PRICES: Final = Operation.GET_COMPETITIVE_PRICING


@dataclass
class Told:
    """What was answered so far, and the answers as they arrived."""

    items: dict[Asin, CatalogueItem] = field(default_factory=dict)
    prices: dict[Asin, Price] = field(default_factory=dict)
    answers: list[RawAnswer] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def keep(self, operation: Operation, body: bytes) -> None:
        part = sum(each.operation is operation for each in self.answers)
        self.answers.append(RawAnswer(operation, body, part))


class ProductFacts:
    """One seller's questions in one marketplace, for the length of one call of ours."""

    def __init__(self, questions: SellerQuestions) -> None:
        self._questions = questions

    def of(self, asins: Sequence[Asin]) -> Told:
        """About at most MOST_AT_ONCE products. Prices first: theirs is the slower bucket, and
        nothing is asked for in vain when its next slot is too far. Raises: as SourceSession."""
        told = Told()
        self._price(asins, told)
        self._describe(asins, told)
        return told

    def _price(self, asins: Sequence[Asin], told: Told) -> None:
        """Prices that are refused leave those of the report."""
        params = {
            "MarketplaceId": self._questions.marketplace.marketplace_id,
            "ItemType": "Asin",
            "Asins": ",".join(asins),
        }

        def parse(body: bytes) -> tuple[bytes, dict[Asin, Price], Counter[str]]:
            dropped: Counter[str] = Counter()
            return body, parse_prices(body, dropped), dropped

        path = "/products/pricing/v0/competitivePrice"
        try:
            body, told.prices, dropped = self._questions.ask(_PRICES, path, params, parse)
        except SourceRefused:
            told.dropped["kept_without_price_answer"] += len(asins)
            return
        told.keep(_PRICES, body)
        told.dropped.update(dropped)

    def _describe(self, asins: Sequence[Asin], told: Told) -> None:
        """Asks by halves when one of them is refused, so that a bad one costs itself alone.

        Raises: SourceRefused when nothing at all is answered; one product says nothing of others.
        """
        refused: list[SourceRefused] = []
        waiting = [tuple(asins)]
        while waiting:
            some = waiting.pop(0)
            try:
                self._search(some, told)
            except MalformedAnswer:
                raise
            except SourceRefused as refusal:
                half = len(some) // 2
                waiting += [some[:half], some[half:]] if half else []
                refused += [] if half else [refusal]
        if len(refused) == len(asins) > 1:
            raise refused[-1]
        told.dropped["kept_refused_by_catalogue"] += len(refused)

    def _search(self, asins: Sequence[Asin], told: Told) -> None:
        params = {
            "identifiers": ",".join(asins),
            "identifiersType": "ASIN",
            "marketplaceIds": self._questions.marketplace.marketplace_id,
            "includedData": INCLUDED,
            "pageSize": str(MOST_AT_ONCE),
        }

        def parse(body: bytes) -> tuple[bytes, dict[Asin, CatalogueItem]]:
            return body, parse_catalogue(body, asins, self._questions.marketplace)

        body, items = self._questions.ask(_CATALOGUE, _ITEMS, params, parse)
        told.keep(_CATALOGUE, body)
        told.items.update(items)
