"""Figures over many products, for a caller who sees all brands or some.

A category's rollup holds what other brands' reviews say, so it is not there for a caller who sees
some brands only: of these the brands are added up (in a marketplace, or all in all), and their
cells of the map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from shelfsignal.insights.domain.body import mean_rating
from shelfsignal.insights.domain.combined import add_windows, combined
from shelfsignal.insights.domain.figures import Ratings
from shelfsignal.insights.domain.portfolio_map import MapCell, PortfolioMap
from shelfsignal.insights.domain.ports import RollupStore
from shelfsignal.insights.domain.rollup_lists import summary_of
from shelfsignal.insights.domain.shares import share
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    Issues,
    Page,
    Rollup,
    Subject,
    SubjectKind,
    SubjectSummary,
)
from shelfsignal.insights.services.product_lists import check_limit
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import Marketplace, OrgId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor


class NoFigures(NotFound):
    """Nothing was rolled up of the subject, or the caller does not see it."""

    code = "no_figures"

    def __init__(self, subject: Subject) -> None:
        super().__init__(f"There are no figures of {subject.key}.", subject=subject.key)


_WHOLE: Final = (SubjectKind.PORTFOLIO, SubjectKind.MARKETPLACE)


def whole_of(marketplace: Marketplace | None) -> Subject:
    """All there is: of one marketplace, or of all of them."""
    return Subject(SubjectKind.MARKETPLACE, marketplace) if marketplace else PORTFOLIO


def _place_of(whole: Subject) -> Marketplace | None:
    return Marketplace(whole.name) if whole.kind is SubjectKind.MARKETPLACE else None


@dataclass(frozen=True, slots=True)
class RollupReads:
    rollups: RollupStore
    brands: frozenset[str] | None

    def rollup(self, org: OrgId, subject: Subject, day: date | None) -> Rollup:
        """Raises: NoFigures."""
        found = None
        if self.brands is None or (
            subject.kind is SubjectKind.BRAND and subject.name in self.brands
        ):
            found = self.rollups.get(org, subject, day)
        elif subject.kind in _WHOLE and (own := self._own(org, day, _place_of(subject))):
            found = combined(own, subject)
        if found is None:
            raise NoFigures(subject)
        return found

    def issues(self, org: OrgId, subject: Subject) -> Issues:
        """Raises: NoFigures."""
        found = self.rollup(org, subject, None)
        return Issues(subject, found.day, found.analysed, found.top_issues, found.rising_issues)

    def map(self, org: OrgId, marketplace: Marketplace | None) -> PortfolioMap:
        """Raises: NoFigures."""
        found = self.rollups.get_map(org, marketplace)
        if found is None:
            raise NoFigures(whole_of(marketplace))
        return found if self.brands is None else found.of_brands(self.brands)

    def list_subjects(
        self,
        org: OrgId,
        kind: SubjectKind,
        marketplace: Marketplace | None,
        limit: int,
        cursor: str | None,
    ) -> Page[SubjectSummary]:
        """By name. Raises: BadCursor."""
        check_limit(limit)
        brands = None if self.brands is None else sorted(self.brands)
        query = {"org": org, "brands": brands, "subjects": kind, "marketplace": marketplace}
        after = decode_cursor(query, cursor, after=str)["after"] if cursor else ""
        found = self._summaries(org, Subject(kind, after, marketplace), limit + 1)
        kept = tuple(found[:limit])
        if len(found) <= limit:
            return Page(kept)
        return Page(kept, encode_cursor(query, {"after": kept[-1].subject.name}))

    def _summaries(self, org: OrgId, first: Subject, limit: int) -> Sequence[SubjectSummary]:
        if self.brands is None:
            return self.rollups.summaries(org, first, limit)
        if first.kind is SubjectKind.BRAND:
            found = [summary_of(each) for each in self._own(org, None, first.marketplace)]
        elif first.kind is SubjectKind.CATEGORY:
            found = self._categories(org, first.marketplace)
        else:
            found = []
        return [each for each in found if each.subject.name > first.name][:limit]

    def _own(self, org: OrgId, day: date | None, place: Marketplace | None) -> list[Rollup]:
        """The rollups of the brands seen, by name."""
        brands = sorted(self.brands or ())
        subjects = [Subject(SubjectKind.BRAND, brand, place) for brand in brands]
        found = (self.rollups.get(org, subject, day) for subject in subjects)
        return [rollup for rollup in found if rollup is not None]

    def _categories(self, org: OrgId, place: Marketplace | None) -> list[SubjectSummary]:
        found = self.rollups.get_map(org, place)
        cells: dict[str, list[MapCell]] = {}
        for cell in found.of_brands(self.brands or frozenset()).cells if found else ():
            cells.setdefault(cell.category, []).append(cell)
        day = found.day if found else date.min
        subjects = (Subject(SubjectKind.CATEGORY, name, place) for name in sorted(cells))
        return [_category(subject, cells[subject.name], day) for subject in subjects]


def _category(subject: Subject, cells: Sequence[MapCell], day: date) -> SubjectSummary:
    one, two, three, four, five = (sum(cell.ratings[at] for cell in cells) for at in range(5))
    ratings: Ratings = (one, two, three, four, five)
    analysed = sum(cell.negative.n for cell in cells)
    return SubjectSummary(
        subject=subject,
        day=day,
        products=sum(cell.products for cell in cells),
        reviews=sum(ratings),
        analysed=analysed,
        mean_rating=mean_rating(ratings),
        negative=share(sum(cell.negative.count for cell in cells), analysed),
        window=add_windows([cell.window for cell in cells]),
        top_issue=None,
        needing_attention=sum(cell.needing_attention for cell in cells),
    )
