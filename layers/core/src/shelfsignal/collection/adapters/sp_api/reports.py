"""Reports 2021-06-30: ordering a listings report, following it, and where its document is."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from shelfsignal.collection.adapters.sp_api.questions import SellerQuestions
from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.reports import (
    LISTINGS_REPORT,
    DocumentLink,
    Report,
    parse_created,
    parse_found,
    parse_link,
    parse_report,
)
from shelfsignal.kernel.clock import to_z

_BASE: Final = "/reports/2021-06-30"
# Amazon's clock and ours differ; a report of a minute before is as good.
_SKEW: Final = timedelta(minutes=1)


class ListingsReports:
    """One seller's listings reports in one marketplace, for the length of one call of ours.

    Every question raises what SourceSession does.
    """

    def __init__(self, questions: SellerQuestions) -> None:
        self._questions = questions

    def order(self) -> str:
        """Has one made; its id. It is asked for once: an answer that is lost raises
        SourceUnavailable, and find() tells what came of it."""
        body = {
            "reportType": LISTINGS_REPORT,
            "marketplaceIds": [self._questions.marketplace.marketplace_id],
        }
        path = f"{_BASE}/reports"
        return self._questions.ask(Operation.CREATE_REPORT, path, {}, parse_created, body)

    def find(self, since: datetime) -> str | None:
        """The newest one made since then, whoever ordered it."""
        params = {
            "reportTypes": LISTINGS_REPORT,
            "marketplaceIds": self._questions.marketplace.marketplace_id,
            "createdSince": to_z(since - _SKEW),
        }

        def parse(body: bytes) -> str | None:
            return parse_found(body, self._questions.marketplace.marketplace_id)

        return self._questions.ask(Operation.GET_REPORTS, f"{_BASE}/reports", params, parse)

    def follow(self, report_id: str) -> Report:
        """How far it is."""
        path = f"{_BASE}/reports/{quote(report_id, safe='')}"
        return self._questions.ask(Operation.GET_REPORT, path, {}, parse_report)

    def link(self, document_id: str) -> DocumentLink:
        """Where its document is, for some minutes."""
        path = f"{_BASE}/documents/{quote(document_id, safe='')}"
        return self._questions.ask(Operation.GET_REPORT_DOCUMENT, path, {}, parse_link)
