"""A run: one refresh of an organisation's products, resumable until nothing is left."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from shelfsignal.collection.domain.errors import RunNotResumable
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId
from shelfsignal.kernel.progress import Counters


class RunStatus(StrEnum):
    """RUNNING until closed. PARTIAL: something is left for a resume. FAILED: it broke off."""

    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"


NEXT: Final[dict[RunStatus, frozenset[RunStatus]]] = {
    RunStatus.RUNNING: frozenset({RunStatus.SUCCEEDED, RunStatus.PARTIAL, RunStatus.FAILED}),
    RunStatus.PARTIAL: frozenset({RunStatus.RUNNING}),
    RunStatus.FAILED: frozenset({RunStatus.RUNNING}),
    RunStatus.SUCCEEDED: frozenset(),
}


class RunTrigger(StrEnum):
    """Who started the run."""

    API = "api"
    SCHEDULE = "schedule"
    CONSOLE = "console"


class RunStage(StrEnum):
    """Where a run is: asked for, at work, or closed."""

    QUEUED = "QUEUED"
    REFRESHING = "REFRESHING"
    CLOSED = "CLOSED"


@dataclass(frozen=True, order=True)
class Scope:
    """One seller in one marketplace: what a run locks, pages through and reports failures on."""

    seller_id: SellerId
    marketplace: Marketplace

    def __str__(self) -> str:
        return f"{self.seller_id}#{self.marketplace}"


@dataclass(frozen=True)
class Run:
    """The run item. attempt_at is when the present attempt was asked for.

    Times are UTC; counters are live while RUNNING and exact afterwards. failure says why a run is
    not SUCCEEDED.

    permitted_rps and achieved_rps (requests a second, see domain.pace) are None until closed.
    """

    org_id: OrgId
    run_id: RunId
    day: date
    trigger: RunTrigger
    started_at: datetime
    attempt_at: datetime
    attempt: int = 1
    status: RunStatus = RunStatus.RUNNING
    stage: RunStage = RunStage.QUEUED
    scopes: tuple[Scope, ...] = ()
    execution_arn: str | None = None
    finished_at: datetime | None = None
    counters: Counters = field(default_factory=Counters)
    permitted_rps: float | None = None
    achieved_rps: float | None = None
    collection_seconds: float | None = None
    engine: str | None = None
    failure: str | None = None

    @property
    def execution_name(self) -> str:
        """`<run_id>-<attempt>`: starting the same attempt twice is refused by the state machine."""
        return f"{self.run_id}-{self.attempt}"

    @property
    def seconds(self) -> float | None:
        """Wall-clock length of a finished run."""
        if self.finished_at is None:
            return None
        return round((self.finished_at - self.started_at).total_seconds(), 3)

    def to_document(self) -> dict[str, Any]:
        """The JSON of a run as the API shows it and last-run.json keeps it."""
        counters = self.counters
        return {
            "run_id": self.run_id,
            "org_id": self.org_id,
            "attempt": self.attempt,
            "day": self.day.isoformat(),
            "trigger": self.trigger.value,
            "status": self.status.value,
            "stage": self.stage.value,
            "scopes": [
                {"seller_id": scope.seller_id, "marketplace": scope.marketplace.value}
                for scope in self.scopes
            ],
            "started_at": to_z(self.started_at),
            "finished_at": to_z(self.finished_at) if self.finished_at else None,
            "seconds": self.seconds,
            "pages": counters.pages,
            "requests": counters.requests,
            "retries": counters.retries,
            "http_429": counters.http_429,
            "products": counters.products,
            "reviews": counters.reviews,
            "analysed": counters.analysed,
            "reviews_analysed": counters.reviews_analysed,
            "versions_written": counters.versions_written,
            "failures": counters.failures,
            "dropped": dict(counters.dropped),
            "permitted_rps": self.permitted_rps,
            "achieved_rps": self.achieved_rps,
            "collection_seconds": self.collection_seconds,
            "tokens": counters.tokens,
            "cost_usd": float(counters.cost_usd),
            "engine": self.engine,
            "failure": self.failure,
        }


def resumed(run: Run, now: datetime) -> Run:
    """The run at its next attempt, same id and same keys. Raises: RunNotResumable."""
    if RunStatus.RUNNING not in NEXT[run.status]:
        raise RunNotResumable(run.run_id, run.status)
    return replace(
        run,
        attempt=run.attempt + 1,
        attempt_at=now,
        status=RunStatus.RUNNING,
        stage=RunStage.QUEUED,
        finished_at=None,
        execution_arn=None,
        failure=None,
    )
