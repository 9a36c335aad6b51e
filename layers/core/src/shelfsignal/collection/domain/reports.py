"""Amazon's reports: asked for, made in minutes or hours, then to be had by a signed link.

Source: Reports 2021-06-30.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.feed_reviews import clean
from shelfsignal.collection.domain.fields import document_of, rows_of

LISTINGS_REPORT: Final = "GET_MERCHANT_LISTINGS_ALL_DATA"
# Longer than any report is known to take; one that takes longer is asked for again.
LONGEST_WAIT: Final = timedelta(hours=4)
_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 2, 60
_MAX_ID_CHARS: Final = 200
_MAX_LINK_CHARS: Final = 8192


class ReportStatus(StrEnum):
    """Amazon's processing states. CANCELLED is also said of a report with nothing in it."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    FATAL = "FATAL"


# Nobody can wait for these. One that was cancelled may be a twin of one that is being made.
_FRUITLESS: Final = (ReportStatus.CANCELLED, ReportStatus.FATAL)


@dataclass(frozen=True)
class Report:
    """A report as Amazon last said; document_id is there when it is DONE."""

    status: ReportStatus
    document_id: str | None = None


@dataclass(frozen=True)
class DocumentLink:
    """Where a document is to be had for some minutes, by whoever has the link."""

    url: str
    is_gzip: bool

    def __repr__(self) -> str:
        return f"DocumentLink({urlsplit(self.url).hostname}, is_gzip={self.is_gzip})"


class ReportProgress(BaseModel):
    """How far a scope's report is: what a checkpoint keeps while there are no pages yet.

    It is stored before the report is asked for, so that whoever comes after a worker that died
    looks for a report made since asked_at instead of ordering another one. rows: how many products
    are listed and stored. left_out counts report rows by reason. cancelled: the report before this
    one was, which is believed of two in a row.
    """

    model_config = ConfigDict(frozen=True)

    asked_at: datetime
    report_id: str | None = None
    rows: int | None = None
    left_out: dict[str, int] = {}
    cancelled: bool = False

    @classmethod
    def read(cls, text: str | None) -> "ReportProgress | None":
        """The inverse of text(); None for nothing, and for what another source left."""
        try:
            return cls.model_validate_json(text) if text else None
        except ValidationError:
            return None

    def text(self) -> str:
        return self.model_dump_json()

    def waits_s(self, now: datetime) -> int:
        """Until it is looked at again: half as long as it has taken, within reason."""
        taken_s = (now - self.asked_at).total_seconds()
        return round(min(max(taken_s / 2, _SHORTEST_PAUSE_S), _LONGEST_PAUSE_S))

    def is_overdue(self, now: datetime) -> bool:
        return now - self.asked_at > LONGEST_WAIT

    def ordered(self, report_id: str) -> "ReportProgress":
        return self.model_copy(update={"report_id": report_id})

    def listed(self, rows: int, left_out: dict[str, int]) -> "ReportProgress":
        return self.model_copy(update={"rows": rows, "left_out": left_out})


def parse_created(body: bytes) -> str:
    """createReport's report id. Raises: MalformedAnswer."""
    return _id(document_of(body, Operation.CREATE_REPORT), "reportId", Operation.CREATE_REPORT)


def parse_report(body: bytes) -> Report:
    """getReport's answer. Raises: MalformedAnswer."""
    operation = Operation.GET_REPORT
    document = document_of(body, operation)
    try:
        report = Report(ReportStatus(str(document.get("processingStatus"))))
    except ValueError:
        raise MalformedAnswer(operation, "no processingStatus") from None
    if report.status is not ReportStatus.DONE:
        return report
    return replace(report, document_id=_id(document, "reportDocumentId", operation))


def parse_found(body: bytes, marketplace_id: str) -> str | None:
    """getReports' newest report of this marketplace that did not come to nothing.

    Raises: MalformedAnswer.
    """
    operation = Operation.GET_REPORTS
    document = document_of(body, operation)
    if not isinstance(document.get("reports"), list):
        raise MalformedAnswer(operation, "no list of reports")
    for each in rows_of(document["reports"]):
        is_ours = each.get("marketplaceIds") == [marketplace_id]
        if is_ours and each.get("processingStatus") not in _FRUITLESS:
            return _id(each, "reportId", operation)
    return None


def parse_link(body: bytes) -> DocumentLink:
    """getReportDocument's link. Raises: MalformedAnswer."""
    operation = Operation.GET_REPORT_DOCUMENT
    document = document_of(body, operation)
    url = document.get("url")
    if not isinstance(url, str) or len(url) > _MAX_LINK_CHARS or not _is_link(url):
        raise MalformedAnswer(operation, "no usable url")
    algorithm = document.get("compressionAlgorithm")
    if algorithm not in (None, "GZIP"):
        raise MalformedAnswer(operation, "an unknown compressionAlgorithm")
    return DocumentLink(url, algorithm == "GZIP")


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _id(document: dict[str, Any], name: str, operation: Operation) -> str:
    value = document.get(name)
    usable = isinstance(value, str) and 0 < len(value) <= _MAX_ID_CHARS and clean(value) == value
    if not usable:
        raise MalformedAnswer(operation, f"no {name}")
    return str(value)
