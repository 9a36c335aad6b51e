"""Wiring of the read side: for the API, and for what it has done behind an answer."""

from __future__ import annotations

from typing import Protocol

from shelfsignal.insights.domain.feedback_views import FeedbackReads
from shelfsignal.insights.domain.reads import InsightReads
from shelfsignal.insights.services.compute_figures import ComputeDeps
from shelfsignal.insights.services.fresh_views import Freshness
from shelfsignal.insights.services.product_views import ProductViews
from shelfsignal.insights.services.queries import InsightQueries
from shelfsignal.kernel.clock import utc_now
from shelfsignal.runtime.insights import InsightResources, insight_store, objects_of


class ReadResources(InsightResources, Protocol):
    """The stores, and the function that computes a product's figures of the day anew."""

    @property
    def compute_figures_function(self) -> str: ...


def wire_insight_reads(resources: ReadResources) -> InsightReads:
    """The read side, for the API."""
    from shelfsignal.insights.adapters.asynchronous import FiguresFunction
    from shelfsignal.insights.adapters.dynamo.figures_store import DynamoFigures

    queue = FiguresFunction(resources.compute_figures_function)
    freshness = Freshness(DynamoFigures(resources.insights_table), queue, utc_now)
    return _queries(resources, freshness)


def wire_plain_reads(resources: InsightResources) -> InsightReads:
    """The same without a background: every figure is computed when asked for."""
    return _queries(resources, None)


def wire_feedback_reads(resources: InsightResources) -> FeedbackReads:
    """Amazon's topics beside our issues, for the API."""
    from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
    from shelfsignal.insights.adapters.dynamo.feedback_store import DynamoFeedback
    from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore
    from shelfsignal.insights.adapters.s3.stores import S3Ledgers
    from shelfsignal.insights.services.feedback import FeedbackQueries

    table, objects = resources.insights_table, objects_of(resources.data_bucket)
    return FeedbackQueries(
        cards=DynamoCardStore(table),
        insights=insight_store(table, objects),
        ledgers=S3Ledgers(objects),
        rollups=DynamoRollupStore(table),
        feedback=DynamoFeedback(table),
    )


def wire_compute_figures(resources: InsightResources) -> ComputeDeps:
    """For the function that is asked when figures have gone stale."""
    from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
    from shelfsignal.insights.adapters.dynamo.figures_store import DynamoFigures
    from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore

    table, objects = resources.insights_table, objects_of(resources.data_bucket)
    views = ProductViews(insight_store(table, objects), DynamoRollupStore(table))
    return ComputeDeps(DynamoCardStore(table), views, DynamoFigures(table), utc_now)


def _queries(resources: InsightResources, freshness: Freshness | None) -> InsightQueries:
    from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
    from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore
    from shelfsignal.insights.adapters.s3.stores import S3Ledgers

    objects = objects_of(resources.data_bucket)
    return InsightQueries(
        insights=insight_store(resources.insights_table, objects),
        ledgers=S3Ledgers(objects),
        cards=DynamoCardStore(resources.insights_table),
        rollups=DynamoRollupStore(resources.insights_table),
        freshness=freshness,
    )
