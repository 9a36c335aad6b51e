"""Wiring of a rebuild: the data bucket to read, an empty insights table to fill."""

from __future__ import annotations

from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.rebuild import RebuildDeps
from shelfsignal.runtime.insights import objects_of


def wire_rebuild(into_table: str, data_bucket: str) -> RebuildDeps:
    from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
    from shelfsignal.insights.adapters.dynamo.feedback_store import DynamoFeedback
    from shelfsignal.insights.adapters.dynamo.preference_store import DynamoPreferences
    from shelfsignal.insights.adapters.dynamo.rebuild_target import DynamoRebuildTarget
    from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore
    from shelfsignal.insights.adapters.s3.history import S3RebuildSource
    from shelfsignal.insights.adapters.s3.stores import S3KnownBodies

    objects = objects_of(data_bucket)
    return RebuildDeps(
        source=S3RebuildSource(objects),
        target=DynamoRebuildTarget(into_table, S3KnownBodies(objects)),
        cards=DynamoCardStore(into_table),
        feedback=DynamoFeedback(into_table),
        rollups=DynamoRollupStore(into_table),
        preferences=DynamoPreferences(into_table),
        taxonomy=load_taxonomy(),
    )
