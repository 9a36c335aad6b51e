"""What the run services need of the world; fakes in tests, DynamoDB and the rest in life."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from shelfsignal.collection.domain.connections import OrgSettings, SellerConnection
from shelfsignal.collection.domain.locks import ScopeLock
from shelfsignal.collection.domain.runs import Run, Scope
from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.kernel.ids import OrgId, RunId, SellerId


@dataclass(frozen=True)
class DueRun:
    """An organisation whose scheduled run is due since due_at."""

    org_id: OrgId
    due_at: datetime


class RunStore(Protocol):
    """Run items and the locks that go with them."""

    def get(self, org_id: OrgId, run_id: RunId) -> Run:
        """Raises: RunNotFound."""

    def find(self, org_id: OrgId, run_id: RunId) -> Run | None:
        """None when there is no such run."""

    def page(self, org_id: OrgId, limit: int, before: RunId | None) -> Sequence[Run]:
        """At most limit runs, newest first, older than `before`."""

    def create(self, run: Run, locks: Sequence[ScopeLock]) -> None:
        """The run and its locks, all or nothing. Raises: RunInProgress naming the holder."""

    def advance(self, run: Run, locks: Sequence[ScopeLock], *, replaces: Run) -> None:
        """Stores the run's next state and its locks, if the stored one is still at `replaces`'
        attempt and status. Raises: RunInProgress, StaleAttempt."""

    def locks(self, org_id: OrgId, scopes: Iterable[Scope]) -> Sequence[ScopeLock]:
        """The locks held at present on these scopes."""

    def release(self, locks: Iterable[ScopeLock]) -> None:
        """Frees the locks that are still held by the very attempt named in them."""

    def finish(self, run: Run) -> None:
        """Writes the closed run, exact totals included, if it still runs at this attempt."""


class ConnectionStore(Protocol):
    """Seller connections and who owns a selling partner."""

    def get(self, grant: Grant) -> SellerConnection:
        """Raises: SellerNotFound."""

    def of_org(self, org_id: OrgId) -> Sequence[SellerConnection]:
        """Every connection of the organisation."""

    def claim(self, org_id: OrgId, seller_id: SellerId) -> None:
        """Makes the selling partner this organisation's.

        Raises: SellerTaken when it is another's.
        """

    def release(self, org_id: OrgId, seller_id: SellerId) -> None:
        """Lets another organisation claim the selling partner, if it is this one's."""

    def put(self, connection: SellerConnection) -> None:
        """Creates or replaces the connection."""

    def mark_reauthorise(self, grant: Grant, reason: str) -> None:
        """Nothing more is asked on this seller's behalf there until it consents again."""

    def note_feedback_refused(self, grant: Grant, day: date, reason: str) -> None:
        """Amazon refuses the seller's Customer Feedback; the connection stays as good as it was."""

    def forget_feedback_refused(self, grant: Grant) -> None:
        """Amazon answers for the seller's Customer Feedback again."""

    def remove(self, grant: Grant) -> None:
        """Forgets the connection; the selling partner stays the organisation's until released."""


class ScheduleStore(Protocol):
    """Organisation settings and the look-up of runs that are due."""

    def settings(self, org_id: OrgId) -> OrgSettings:
        """Defaults when the organisation never set any."""

    def next_due(self, org_id: OrgId) -> datetime | None:
        """When the organisation's next run is due; None: it is not on the schedule."""

    def put_settings(self, settings: OrgSettings, due_at: datetime | None) -> None:
        """Stores the settings; due_at None takes the organisation off the schedule."""

    def due(self, now: datetime, limit: int) -> Sequence[DueRun]:
        """Runs due at or before now, the longest overdue first."""

    def move_due(self, due: DueRun, due_at: datetime | None) -> None:
        """Replaces one entry by the next; nothing happens when another dispatcher already did."""


class Executions(Protocol):
    """The state machine that refreshes portfolios."""

    def arn(self, name: str) -> str:
        """The ARN an execution of this name has."""

    def start(self, name: str, document: dict[str, Any]) -> None:
        """Starts it; starting a running name again with the same input is no error."""

    def is_running(self, arn: str) -> bool:
        """False when it ended or never existed."""


class ScopeManifests(Protocol):
    """The manifest the first distributed map reads."""

    @property
    def bucket(self) -> str:
        """The data bucket's name."""

    def write_scopes(self, run: Run) -> str:
        """Writes a ScopeRef a line; answers the object's key."""
