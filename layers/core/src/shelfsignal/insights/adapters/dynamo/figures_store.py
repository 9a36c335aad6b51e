"""Figures of a day beside the product's card, and who was asked to compute them anew."""

from __future__ import annotations

from datetime import datetime

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.border import ConditionFailed, insights_store
from shelfsignal.insights.domain.day_figures import DayFigures
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.ids import OrgId, ProductId


class DynamoFigures:
    """FiguresStore over the insights table."""

    def __init__(self, table: str) -> None:
        self._figures = rows.bind(rows.FiguresRow, table)
        self._claim = rows.bind(rows.ClaimRow, table)

    def get(self, org: OrgId, product: ProductId) -> DayFigures | None:
        key = (rows.product_pk(org, product), rows.FIGURES)
        with insights_store():
            found = list(self._figures.batch_get([key]))
        if not found:
            return None
        try:
            return codec.unpack(found[0].figures, DayFigures)
        except codec.Undecodable:  # of another edition of this code: they are computed anew
            return None

    def put(self, org: OrgId, product: ProductId, figures: DayFigures) -> None:
        row = self._figures(
            rows.product_pk(org, product),
            rows.FIGURES,
            computed_at=to_z(figures.computed_at),
            figures=codec.pack(figures, DayFigures),
        )
        is_newer = self._figures.computed_at.does_not_exist() | (
            self._figures.computed_at < to_z(figures.computed_at)
        )
        try:
            with insights_store():
                row.save(condition=is_newer)
        except ConditionFailed:
            return

    def claim(self, org: OrgId, product: ProductId, now: datetime, until: datetime) -> bool:
        row = self._claim(
            rows.claims_pk(org),
            product,
            until=to_z(until),
            expires_at=int(until.timestamp()),
        )
        is_free = self._claim.until.does_not_exist() | (self._claim.until <= to_z(now))
        try:
            with insights_store():
                row.save(condition=is_free)
        except ConditionFailed:
            return False
        return True
