"""Reports and how far they are: their state follows from the virtual clock."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from mock_amazon.clock import VirtualClock
from mock_amazon.dataset.chance import key
from mock_amazon.dataset.sellers import Marketplace

_KEPT = 5_000


class ReportType(StrEnum):
    """The reports that are made here."""

    LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
    SELLER_FEEDBACK = "GET_SELLER_FEEDBACK_DATA"


class ReportState(StrEnum):
    """Amazon's processing states."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    FATAL = "FATAL"


@dataclass(slots=True)
class Report:
    """One report; moments are virtual epoch seconds; `outcome` is how it ends."""

    report_id: str
    seller_id: str
    region: str
    report_type: ReportType
    places: tuple[Marketplace, ...]
    created_at: float
    started_at: float
    ended_at: float
    data_start: float
    data_end: float
    outcome: ReportState
    cancelled_at: float | None = None

    @property
    def document_id(self) -> str:
        """The document of a report that is done."""
        region = self.region.lower()
        return f"amzn1.spdoc.1.4.{region}.{UUID(int=key(self.report_id) << 64 | 7)}"

    def state(self, now: float) -> ReportState:
        """How far it is."""
        if self.cancelled_at is not None:
            return ReportState.CANCELLED
        if now < self.started_at:
            return ReportState.IN_QUEUE
        return ReportState.IN_PROGRESS if now < self.ended_at else self.outcome


@dataclass(frozen=True, slots=True)
class Order:
    """What createReport asks for; data times are virtual epoch seconds."""

    seller_id: str
    region: str
    report_type: ReportType
    places: tuple[Marketplace, ...]
    data_start: float
    data_end: float


class ReportDesk:
    """The reports of a running server; each takes `seconds`, a third of them in the queue."""

    def __init__(self, clock: VirtualClock, seconds: float) -> None:
        self._clock, self.seconds = clock, seconds
        self._reports: deque[Report] = deque(maxlen=_KEPT)
        self._number = 0
        self.outcomes: deque[ReportState] = deque()

    def order(self, order: Order) -> Report:
        """A new report; it ends as the next planned outcome says, or well."""
        now = self._clock.now()
        self._number += 1
        outcome = self.outcomes.popleft() if self.outcomes else ReportState.DONE
        report = Report(
            f"{50_000 + self._number}{int(now) % 100_000:05}",
            order.seller_id,
            order.region,
            order.report_type,
            order.places,
            now,
            now + self.seconds / 3,
            now + self.seconds,
            order.data_start,
            order.data_end,
            outcome,
        )
        self._reports.append(report)
        return report

    def of_seller(self, seller_id: str, region: str) -> Iterator[Report]:
        """The seller's reports of a region, newest first."""
        mine = (one for one in reversed(self._reports) if one.seller_id == seller_id)
        return (one for one in mine if one.region == region)

    def find(self, seller_id: str, region: str, report_id: str) -> Report | None:
        """A report of the seller's."""
        mine = self.of_seller(seller_id, region)
        return next((one for one in mine if one.report_id == report_id), None)

    def find_document(self, document_id: str) -> Report | None:
        """The report behind a document that exists by now."""
        now = self._clock.now()
        made = (one for one in self._reports if one.state(now) is ReportState.DONE)
        return next((one for one in made if one.document_id == document_id), None)

    def reset(self) -> None:
        """Forgets every report and planned outcome."""
        self._reports.clear()
        self.outcomes.clear()
