"""Wiring of insights: analysis by the chosen engine, rollups, and the read side for the API.

Vendors' modules are imported inside the functions, so that each Lambda loads only what it uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal, Protocol

from shelfsignal.insights.domain.analysis import ReviewAnalyser
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.deps import AnalyseDeps, RollUpDeps
from shelfsignal.insights.services.work import WorkDesk
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.progress import RunProgress
from shelfsignal.runtime.llm import LlmResources, load_llm_engine

if TYPE_CHECKING:
    from shelfsignal.insights.adapters.dynamo.insight_store import DynamoInsightStore
    from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore
    from shelfsignal.kernel.objects import S3Objects

_S3_CONNECTIONS = 32


class InsightResources(Protocol):
    """The stores of insights, as settings name them."""

    @property
    def insights_table(self) -> str: ...
    @property
    def data_bucket(self) -> str: ...


class EngineResources(LlmResources, Protocol):
    """Which engine reads."""

    @property
    def analysis_engine(self) -> Literal["local", "openai"]: ...


class AnalyseResources(InsightResources, EngineResources, Protocol):
    """The same, and where the run's progress is shown."""

    @property
    def collection_table(self) -> str: ...
    @property
    def analyse_workers(self) -> int: ...


@dataclass(frozen=True, slots=True)
class AnalyseProducts:
    """What the AnalyseProducts Lambda is given."""

    analyse: AnalyseDeps
    progress: RunProgress


def wire_analyse_products(resources: AnalyseResources) -> AnalyseProducts:
    from shelfsignal.collection.adapters.dynamo.runs import DynamoRuns
    from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
    from shelfsignal.insights.adapters.dynamo.feedback_store import DynamoFeedback
    from shelfsignal.insights.adapters.s3.results import S3Results
    from shelfsignal.insights.adapters.s3.stores import S3Ledgers, S3Listings, S3PointerLog

    objects = objects_of(resources.data_bucket)
    return AnalyseProducts(
        analyse=AnalyseDeps(
            listings=S3Listings(objects),
            ledgers=S3Ledgers(objects),
            insights=insight_store(resources.insights_table, objects),
            pointers=S3PointerLog(objects),
            cards=DynamoCardStore(resources.insights_table),
            results=S3Results(objects),
            feedback=DynamoFeedback(resources.insights_table),
            analyser=choose_engine(resources, objects),
            taxonomy=load_taxonomy(),
            clock=utc_now,
            workers=resources.analyse_workers,
        ),
        progress=DynamoRuns(resources.collection_table),
    )


class RollUpResources(InsightResources, Protocol):
    @property
    def rollup_history_days(self) -> int: ...


def wire_roll_up(resources: RollUpResources) -> RollUpDeps:
    """For the state RollUp."""
    from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore

    history = timedelta(days=resources.rollup_history_days)
    return _roll_up(resources, DynamoRollupStore(resources.insights_table, history))


def wire_restating(resources: InsightResources) -> RollUpDeps:
    """For the operator's scripts, which state the present figures anew."""
    from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore

    return _roll_up(resources, DynamoRollupStore(resources.insights_table))


def _roll_up(resources: InsightResources, rollups: DynamoRollupStore) -> RollUpDeps:
    from shelfsignal.insights.adapters.dynamo.preference_store import DynamoPreferences
    from shelfsignal.insights.adapters.s3.results import S3Results

    return RollUpDeps(
        results=S3Results(objects_of(resources.data_bucket)),
        rollups=rollups,
        taxonomy=load_taxonomy(),
        preferences=DynamoPreferences(resources.insights_table),
    )


def wire_work(insights_table: str) -> WorkDesk:
    """For the API's routes about working on issues."""
    from shelfsignal.insights.adapters.dynamo.work_store import DynamoWork

    return WorkDesk(DynamoWork(insights_table), load_taxonomy(), utc_now)


def choose_engine(resources: EngineResources, objects: S3Objects) -> ReviewAnalyser:
    """The engine that settings name."""
    if resources.analysis_engine == "openai":
        return load_llm_engine(resources, objects)
    return load_engine()


@cache
def load_engine() -> ReviewAnalyser:
    """The local engine of the analysis layer, loaded once a process."""
    from shelfsignal.insights.adapters.local_engine.engine import LocalEngine

    return LocalEngine.load()


def insight_store(table: str, objects: S3Objects) -> DynamoInsightStore:
    from shelfsignal.insights.adapters.dynamo.insight_store import DynamoInsightStore
    from shelfsignal.insights.adapters.s3.stores import S3Bodies

    return DynamoInsightStore(table, S3Bodies(objects))


def objects_of(bucket: str) -> S3Objects:
    import boto3
    from botocore.config import Config

    from shelfsignal.kernel.objects import S3Objects

    client = boto3.client("s3", config=Config(max_pool_connections=_S3_CONNECTIONS))
    return S3Objects(client, bucket)
