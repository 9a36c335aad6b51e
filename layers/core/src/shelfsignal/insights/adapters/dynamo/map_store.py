"""The brand × category map, an item a brand: however large a portfolio, no item outgrows a page."""

from __future__ import annotations

from itertools import groupby

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.border import insights_store
from shelfsignal.insights.domain.portfolio_map import PortfolioMap
from shelfsignal.kernel.ids import Marketplace, OrgId


class MapStore:
    """Put and get over the insights table."""

    def __init__(self, table: str) -> None:
        self._row = rows.bind(rows.MapRow, table)

    def put(self, org: OrgId, made: PortfolioMap, marketplace: Marketplace | None) -> None:
        """Brands that are no more leave."""
        pk = rows.map_pk(org, marketplace)
        brands = {
            brand: PortfolioMap(made.day, made.run_id, tuple(cells))
            for brand, cells in groupby(made.cells, key=lambda cell: cell.brand)
        }
        with insights_store():
            gone = {
                row.sk
                for row in self._row.query(pk, attributes_to_get=["pk", "sk"])
                if row.sk not in brands
            }
            with self._row.batch_write() as batch:
                for brand, part in brands.items():
                    batch.save(self._row(pk, brand, cells=codec.pack(part, PortfolioMap)))
                for brand in gone:
                    batch.delete(self._row(pk, brand))

    def get(self, org: OrgId, marketplace: Marketplace | None) -> PortfolioMap | None:
        """None before the first rollup."""
        with insights_store():
            found = list(self._row.query(rows.map_pk(org, marketplace)))
        parts = [codec.unpack(row.cells, PortfolioMap) for row in found]
        if not parts:
            return None
        newest = max(parts, key=lambda part: (part.day, part.run_id))
        cells = tuple(cell for part in parts for cell in part.cells)
        return PortfolioMap(newest.day, newest.run_id, cells)
