"""A seller's own products, as Amazon has them: listings report, then catalog and prices by page.

No operation lists a seller's products; the report does, and takes minutes. The checkpoint says how
far it is, so that nobody waits inside a function and nobody orders it twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shelfsignal.collection.adapters.sp_api.client import SpApiClient
from shelfsignal.collection.adapters.sp_api.offers import MOST_AT_ONCE, ProductFacts, Told
from shelfsignal.collection.adapters.sp_api.questions import SellerQuestions
from shelfsignal.collection.adapters.sp_api.reports import ListingsReports
from shelfsignal.collection.adapters.sp_api.review_texts import TextPages
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.collect_ports import SecondsLeft
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import (
    LinkExpired,
    MalformedAnswer,
    SourceRefused,
)
from shelfsignal.collection.domain.listing_ports import Documents, ListingsShelf
from shelfsignal.collection.domain.listings import listing_of
from shelfsignal.collection.domain.listings_report import ListedProduct, read_report
from shelfsignal.collection.domain.report_text import lines_of
from shelfsignal.collection.domain.reports import ReportProgress, ReportStatus
from shelfsignal.collection.domain.review_texts import TextsPage
from shelfsignal.collection.domain.sources import (
    PageQuestion,
    Preparing,
    ProductsPage,
    ReviewsQuestion,
)
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.ids import Asin
from shelfsignal.kernel.logs import logger

log = logger()
# Products read from the list at once, for many pages.
_READ_ROWS: Final = 1000
# A document that cannot be read, or whose link ran out, is worth another link.
_LINKS: Final = 2


@dataclass(frozen=True)
class SellerListings:
    """ProductSource. texts_page: how many review texts a page has, where they are asked for."""

    client: SpApiClient
    documents: Documents
    shelf: ListingsShelf
    texts_page: int

    def session(
        self, connection: SellerConnection, seconds_left: SecondsLeft
    ) -> "SellerListingsSession":
        """See ProductSource.session."""
        return SellerListingsSession(self, connection, seconds_left)


class SellerListingsSession:
    """SourceSession."""

    def __init__(
        self, source: SellerListings, connection: SellerConnection, seconds_left: SecondsLeft
    ) -> None:
        self.tally = CallTally()
        self._at = source
        self._connection = connection
        self._seconds_left = seconds_left
        self._announced = ""
        self._read: tuple[int, Sequence[ListedProduct]] = (-1, ())

    def products(self, question: PageQuestion) -> ProductsPage | Preparing:
        """See SourceSession.products."""
        progress = ReportProgress.read(question.prepared)
        if _is_anothers(question, progress):
            raise SourceRefused(Operation.GET_REPORT, 200, "another source began this walk")
        if progress is None:
            return self._announce(ReportProgress(asked_at=question.clock()))
        if progress.rows is not None:
            return self._page(question, progress, progress.rows)
        if progress.report_id is None:
            return self._order(question, progress)
        return self._follow(question, progress, progress.report_id)

    def may_restart(self, question: PageQuestion) -> bool:
        """See SourceSession.may_restart: a report that failed, or is gone, is ordered once more;
        what another source began is begun anew."""
        progress = ReportProgress.read(question.prepared)
        is_made = progress is not None and progress.rows is None
        return is_made or _is_anothers(question, progress)

    def reviews(self, question: ReviewsQuestion) -> TextsPage:
        """See SourceSession.reviews."""
        pages = TextPages(
            self._at.client, self._at.texts_page, self._connection, self._seconds_left, self.tally
        )
        return pages.of(question)

    def _announce(self, progress: ReportProgress) -> Preparing:
        self._announced = progress.text()
        return Preparing(self._announced)

    def _order(self, question: PageQuestion, progress: ReportProgress) -> Preparing:
        """Nobody else can have ordered it when it was announced by this very session."""
        reports = self._reports(question.scope)
        report_id = None
        if question.prepared != self._announced:
            report_id = reports.find(progress.asked_at)
        self._announced = ""
        ordered = progress.ordered(report_id or reports.order())
        return Preparing(ordered.text(), ordered.waits_s(question.clock()))

    def _follow(
        self, question: PageQuestion, progress: ReportProgress, report_id: str
    ) -> Preparing:
        reports = self._reports(question.scope)
        report = reports.follow(report_id)
        if report.document_id is not None:
            return self._listed(question.scope, progress, reports, report.document_id)
        now = question.clock()
        if report.status is ReportStatus.CANCELLED:
            if not progress.cancelled:
                return self._announce(ReportProgress(asked_at=now, cancelled=True))
            return Preparing(progress.listed(0, {"nothing_to_report": 1}).text())
        if report.status is ReportStatus.FATAL or progress.is_overdue(now):
            status = f"report {report_id} is {report.status}"
            raise SourceRefused(Operation.GET_REPORT, 200, status)
        return Preparing(progress.text(), progress.waits_s(now))

    def _listed(
        self,
        scope: ScopeRef,
        progress: ReportProgress,
        reports: ListingsReports,
        document_id: str,
    ) -> Preparing:
        """The report raw in the lake, then the list made of it, then the word that it is there."""
        for tries in range(1, _LINKS + 1):
            left_out: Counter[str] = Counter()
            try:
                document = self._at.documents.fetch(reports.link(document_id))
                listed = read_report(lines_of(document, left_out), left_out)
            except (LinkExpired, MalformedAnswer):
                if tries == _LINKS:
                    raise
            else:
                break
        self._at.shelf.save_report(scope, document)
        self._at.shelf.save_listed(scope, listed)
        self._read = (-1, ())
        facts = {"products": len(listed), "left_out": dict(left_out)}
        log.info("listings_report_read", extra={"seller_id": scope.seller_id, **facts})
        return Preparing(progress.listed(len(listed), dict(left_out)).text())

    def _page(self, question: PageQuestion, progress: ReportProgress, rows: int) -> ProductsPage:
        first = int(question.token or 0)
        dropped = Counter({} if first else progress.left_out)
        listed = self._rows(question.scope, first) if rows else ()
        told = self._facts(question.scope).of([each.asin for each in listed]) if listed else Told()
        dropped.update(told.dropped)
        faceless = _faceless(listed, told, dropped)
        following = first + MOST_AT_ONCE
        fetched_at = question.clock()
        return ProductsPage(
            answers=tuple(told.answers),
            listings=tuple(
                listing_of(
                    each,
                    told.items.get(each.asin),
                    told.prices.get(each.asin),
                    question.context,
                    fetched_at,
                )
                for each in listed
            ),
            next_token=str(following) if following < rows else None,
            dropped=dropped,
            shop_products=rows,
            unrated=True,
            faceless=faceless,
        )

    def _rows(self, scope: ScopeRef, first: int) -> Sequence[ListedProduct]:
        """The page's products."""
        begins = first - first % _READ_ROWS
        if self._read[0] != begins:
            self._read = (begins, self._at.shelf.load_listed(scope, begins, _READ_ROWS))
        return self._read[1][first - begins : first - begins + MOST_AT_ONCE]

    def _reports(self, scope: ScopeRef) -> ListingsReports:
        return ListingsReports(self._questions(scope))

    def _facts(self, scope: ScopeRef) -> ProductFacts:
        return ProductFacts(self._questions(scope))

    def _questions(self, scope: ScopeRef) -> SellerQuestions:
        place, seconds_left = scope.marketplace, self._seconds_left
        return SellerQuestions(self._at.client, self._connection, place, seconds_left, self.tally)


def _is_anothers(question: PageQuestion, progress: ReportProgress | None) -> bool:
    """Whether its token is none of ours, which are numbers of rows of a list that is there."""
    if question.token is None:
        return False
    is_row = question.token.isascii() and question.token.isdecimal()
    return not is_row or progress is None or progress.rows is None


def _faceless(
    listed: Sequence[ListedProduct], told: Told, dropped: Counter[str]
) -> frozenset[Asin]:
    """Those the catalog does not know: named in the log, counted on the run."""
    missing = frozenset(each.asin for each in listed if each.asin not in told.items)
    if missing:
        dropped["kept_unknown_to_catalogue"] += len(missing)
        log.info("unknown_to_catalogue", extra={"asins": sorted(missing)})
    return missing
