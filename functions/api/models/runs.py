"""Runs: what starts one and how it is going."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from shelfsignal.collection.domain.checkpoints import FailureStage
from shelfsignal.collection.domain.runs import RunStage, RunStatus, RunTrigger
from shelfsignal.collection.domain.steps import StepState, StepUnit
from shelfsignal.kernel.ids import Marketplace
from shelfsignal.runtime.web.fields import Answer, CostUsd, Cursor, Day, Given, Listed, Moment

_SellerId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class NewRun(Given):
    """Everything is optional: an empty body refreshes every seller in every marketplace."""

    day: Day | None = Field(None, description="UTC day the run is stated for; default: today.")
    sellers: tuple[_SellerId, ...] | None = Field(
        None, min_length=1, max_length=100, description="Only these; default: all."
    )
    marketplaces: tuple[Marketplace, ...] | None = Field(
        None, min_length=1, max_length=len(Marketplace), description="Only these; default: all."
    )


class RunPath(Given):
    run_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,80}$", description="The id of a run.")


class RunQuery(Listed):
    status: RunStatus | None = Field(None, description="Runs in this status.")


class RunScope(Answer):
    """One seller in one marketplace."""

    seller_id: str
    marketplace: Marketplace


class RunItem(Answer):
    """A run. Counters move while it is RUNNING and are exact afterwards."""

    run_id: str
    attempt: int
    day: date
    trigger: RunTrigger
    status: RunStatus
    stage: RunStage
    scopes: tuple[RunScope, ...]
    started_at: Moment
    finished_at: Moment | None
    seconds: float | None
    pages: int
    requests: int
    retries: int
    http_429: int
    products: int
    reviews: int
    analysed: int
    reviews_analysed: int
    versions_written: int
    failures: int
    dropped: dict[str, int] = Field(description="What was not usable, by reason.")
    permitted_rps: float | None
    achieved_rps: float | None
    collection_seconds: float | None
    tokens: int
    cost_usd: CostUsd
    engine: str | None
    failure: str | None


class RunPage(Answer):
    """Newest first."""

    items: tuple[RunItem, ...]
    cursor: Cursor


class RunFailure(Answer):
    """Something that is left to do, and why."""

    stage: FailureStage = Field(description="What was being done.")
    subject: str = Field(description="What of: a state, a seller and marketplace, page or batch.")
    error: str = Field(description="The error's class.")
    reason: str
    at: Moment
    products: int = Field(description="How many products it keeps from being current, if known.")


class RunFailurePage(Answer):
    """Failures that stand after the run's latest attempt; total counts them all."""

    items: tuple[RunFailure, ...]
    total: int
    cursor: Cursor


class RunStep(Answer):
    """A state of the state machine: done of total units; total is null when it cannot be known."""

    name: str = Field(description="The state's name, as in the Step Functions console.")
    state: StepState
    unit: StepUnit
    done: int
    total: int | None
    failures: int


class RunSteps(Answer):
    """How far each state of the run is, in their order."""

    run_id: str
    status: RunStatus
    attempt: int
    steps: tuple[RunStep, ...]
