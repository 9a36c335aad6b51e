"""Brand × category: where in the portfolio it hurts, a cell for every pair that has products."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shelfsignal.insights.domain.body import mean_rating
from shelfsignal.insights.domain.figures import Ratings, WindowShare
from shelfsignal.insights.domain.shares import Share
from shelfsignal.kernel.ids import RunId


@dataclass(frozen=True, slots=True)
class MapCell:
    """One brand in one category.

    negative: of the analysed reviews; window: of the last days against as many before; attention:
    the highest of its products, of which needing_attention are to be looked at.
    """

    brand: str
    category: str
    products: int
    ratings: Ratings
    negative: Share
    window: WindowShare
    attention: float
    needing_attention: int

    @property
    def reviews(self) -> int:
        return sum(self.ratings)

    @property
    def mean_rating(self) -> float | None:
        return mean_rating(self.ratings)


@dataclass(frozen=True, slots=True)
class PortfolioMap:
    """Cells by brand and category, stated for `day`: of everything, or of one marketplace."""

    day: date
    run_id: RunId
    cells: tuple[MapCell, ...]

    def of_brands(self, brands: frozenset[str]) -> PortfolioMap:
        """What is seen of it by whoever sees these brands only."""
        cells = tuple(cell for cell in self.cells if cell.brand in brands)
        return PortfolioMap(self.day, self.run_id, cells)
