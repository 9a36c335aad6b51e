"""CARD items and the entries of the lists; a list is read through the index of its order."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.border import insights_store
from shelfsignal.insights.domain.cards import (
    Card,
    PricePoint,
    Sort,
    StoredCard,
    name_of,
    sort_keys,
)
from shelfsignal.insights.domain.names import NamedProduct
from shelfsignal.insights.domain.ports import CardPage, CardPosition
from shelfsignal.kernel.ids import OrgId, ProductId

_UNIT_BYTES: Final = 4096
_EVENTUAL: Final = 0.5
_NAMES_BYTES: Final = 70
"""What DynamoDB counts for the names of an entry's attributes."""
_Prices = tuple[PricePoint, ...]


class DynamoCardStore:
    """CardStore over the insights table."""

    def __init__(self, table: str) -> None:
        self._card = rows.bind(rows.CardRow, table)
        self._entry = rows.bind(rows.EntryRow, table)
        self._name = rows.bind(rows.NameRow, table)

    def stored(self, org: OrgId, products: Sequence[ProductId]) -> dict[ProductId, StoredCard]:
        keys = [(rows.product_pk(org, product), rows.CARD) for product in products]
        with insights_store():
            found = list(self._card.batch_get(keys, consistent_read=True))
        return {rows.product_of(row.pk): _stored(row) for row in found}

    def put_cards(self, org: OrgId, cards: Sequence[StoredCard]) -> None:
        with insights_store(), self._card.batch_write() as batch:
            for stored in cards:
                batch.save(
                    self._card(
                        rows.product_pk(org, stored.card.product_id),
                        rows.CARD,
                        card=codec.pack(stored.card, Card),
                        facets=sorted(stored.facets),
                        fingerprint=stored.fingerprint,
                        prices=codec.pack(stored.prices, _Prices) if stored.prices else None,
                    )
                )

    def change_entries(
        self,
        org: OrgId,
        puts: Sequence[tuple[str, Card]],
        deletes: Sequence[tuple[str, ProductId]],
    ) -> None:
        listed = [(facet, card) for facet, card in puts if name_of(facet) is None]
        left = [(facet, product) for facet, product in deletes if name_of(facet) is None]
        packed = {card.product_id: codec.pack(card, Card) for _, card in listed}
        with insights_store(), self._entry.batch_write() as batch:
            for facet, card in listed:
                order: dict[str, Any] = {str(sort): key for sort, key in sort_keys(card).items()}
                batch.save(
                    self._entry(
                        rows.facet_pk(org, facet),
                        card.product_id,
                        card=packed[card.product_id],
                        **order,
                    )
                )
            for facet, product in left:
                batch.delete(self._entry(rows.facet_pk(org, facet), product))
        self._change_names(org, puts, deletes)

    def _change_names(
        self,
        org: OrgId,
        puts: Sequence[tuple[str, Card]],
        deletes: Sequence[tuple[str, ProductId]],
    ) -> None:
        pk = rows.names_pk(org)
        with insights_store(), self._name.batch_write() as batch:
            for facet, card in puts:
                if name := name_of(facet):
                    key = rows.name_sk(name, card.product_id)
                    batch.save(self._name(pk, key, title=card.title, brand=card.brand))
            for facet, product in deletes:
                if name := name_of(facet):
                    batch.delete(self._name(pk, rows.name_sk(name, product)))

    def named(self, org: OrgId, words: str, limit: int) -> list[NamedProduct]:
        pk = rows.names_pk(org)
        with insights_store():
            found = list(
                self._name.query(pk, self._name.sk.startswith(words), limit=limit, page_size=limit)
            )
        return [
            NamedProduct(ProductId(row.sk.rpartition("#")[2]), row.title, row.brand)
            for row in found
        ]

    def query(
        self,
        org: OrgId,
        facet: str,
        sort: Sort,
        *,
        descending: bool,
        limit: int,
        after: CardPosition | None,
    ) -> CardPage:
        """One entry more than asked for is read, so that a last page is known to be the last."""
        pk = rows.facet_pk(org, facet)
        with insights_store():
            found = list(
                self._entry.query(
                    pk,
                    index_name=str(sort),
                    scan_index_forward=not descending,
                    limit=limit + 1,
                    page_size=limit + 1,
                    last_evaluated_key=_start(pk, sort, after),
                )
            )
        kept = found[:limit]
        end = None
        if len(found) > limit:
            last = kept[-1]
            end = CardPosition(getattr(last, str(sort)), ProductId(last.sk))
        units = ceil(sum(map(_size, found)) / _UNIT_BYTES) * _EVENTUAL
        return CardPage(tuple(codec.unpack(row.card, Card) for row in kept), end, units)


def _start(pk: str, sort: Sort, after: CardPosition | None) -> dict[str, Any] | None:
    if after is None:
        return None
    return {"pk": {"S": pk}, "sk": {"S": after.product_id}, str(sort): {"S": after.sort_key}}


def _size(row: rows.EntryRow) -> int:
    texts = (
        row.pk,
        row.sk,
        row.by_attention,
        row.by_negative_share,
        row.by_review_count,
        row.by_last_change,
    )
    return len(row.card) + sum(len(text.encode()) for text in texts) + _NAMES_BYTES


def _stored(row: rows.CardRow) -> StoredCard:
    prices = codec.unpack(row.prices, _Prices) if row.prices else ()
    return StoredCard(codec.unpack(row.card, Card), frozenset(row.facets), row.fingerprint, prices)
