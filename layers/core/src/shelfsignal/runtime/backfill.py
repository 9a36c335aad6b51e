"""Wiring of backfills: the engine that reads anew, and where its insights are staged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.backfill_deps import BackfillDeps, ClosingDeps
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import new_run_id
from shelfsignal.runtime.insights import choose_engine, insight_store, objects_of
from shelfsignal.runtime.llm import LlmResources, load_llm_backlog

_WORKERS = 8


class BackfillResources(LlmResources, Protocol):
    """The stores of insights and the engine, as settings name them."""

    @property
    def analysis_engine(self) -> Literal["local", "openai"]: ...
    @property
    def data_bucket(self) -> str: ...


class PollingResources(BackfillResources, Protocol):
    @property
    def batch_poll_s(self) -> int: ...


class ClosingResources(Protocol):
    @property
    def insights_table(self) -> str: ...
    @property
    def data_bucket(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PolledBackfill:
    """poll_s: how often a batch is asked whether it has ended."""

    backfill: BackfillDeps
    poll_s: int


def wire_backfill(resources: BackfillResources) -> BackfillDeps:
    from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
    from shelfsignal.insights.adapters.s3.backfills import S3Backfills
    from shelfsignal.insights.adapters.s3.stores import S3Ledgers, S3PointerLog

    objects = objects_of(resources.data_bucket)
    sells_ahead = resources.analysis_engine == "openai"
    return BackfillDeps(
        backfills=S3Backfills(objects),
        insights=insight_store(resources.insights_table, objects),
        ledgers=S3Ledgers(objects),
        pointers=S3PointerLog(objects),
        cards=DynamoCardStore(resources.insights_table),
        analyser=choose_engine(resources, objects),
        taxonomy=load_taxonomy(),
        clock=utc_now,
        new_id=new_run_id,
        backlog=load_llm_backlog(resources, objects) if sells_ahead else None,
        workers=_WORKERS,
    )


def wire_polled_backfill(resources: PollingResources) -> PolledBackfill:
    return PolledBackfill(wire_backfill(resources), resources.batch_poll_s)


def wire_closing(resources: ClosingResources) -> ClosingDeps:
    """For closing, which needs no engine."""
    from shelfsignal.insights.adapters.dynamo import rows
    from shelfsignal.insights.adapters.dynamo.budget_store import spent_by
    from shelfsignal.insights.adapters.s3.backfills import S3Backfills

    row = rows.bind(rows.BudgetRow, resources.insights_table)
    store = S3Backfills(objects_of(resources.data_bucket))
    return ClosingDeps(store, partial(spent_by, row), utc_now)
