"""Wiring for the operator's command lines that decide which versions are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shelfsignal.insights.services.repointing import RepointDeps
from shelfsignal.insights.services.restate_rollups import RestateDeps
from shelfsignal.kernel.clock import utc_now
from shelfsignal.runtime.insights import InsightResources, insight_store, objects_of, wire_restating

if TYPE_CHECKING:
    from shelfsignal.insights.domain.backfills import BackfillStore


@dataclass(frozen=True, slots=True)
class Repointing:
    """What moving pointers takes, and what has to follow."""

    repoint: RepointDeps
    restate: RestateDeps
    backfills: BackfillStore


def wire_repointing(resources: InsightResources) -> Repointing:
    from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
    from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore
    from shelfsignal.insights.adapters.s3.backfills import S3Backfills
    from shelfsignal.insights.adapters.s3.stores import S3PointerLog

    objects = objects_of(resources.data_bucket)
    insights = insight_store(resources.insights_table, objects)
    cards = DynamoCardStore(resources.insights_table)
    rollups = DynamoRollupStore(resources.insights_table)
    return Repointing(
        repoint=RepointDeps(insights, S3PointerLog(objects), cards, rollups, utc_now),
        restate=RestateDeps(insights, cards, wire_restating(resources)),
        backfills=S3Backfills(objects),
    )
