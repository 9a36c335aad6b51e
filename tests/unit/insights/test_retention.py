"""What the insights table lets go, and when: only what is derived and no longer looked at."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest

from shelfsignal.insights.adapters.dynamo.budget_store import KEPT_FOR, DynamoBudget
from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore
from shelfsignal.insights.domain.metering import Limits, Payer, RunAndDay, Spent
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel.ids import RunId
from tests.builders.insights import DAY, NOON, ORG, a_batch, a_listing, a_product, a_review
from tests.fakes.insights import World
from tests.fakes.work import FakePreferences

HISTORY = timedelta(days=10)


@pytest.fixture
def filled(aws):
    """A run rolled up and paid for, in the table."""
    world = World()
    batch = world.deliver(a_batch(), a_listing([a_review(1)], a_product(1)))
    analyse_batch(batch, world.analyse_deps)
    roll_up(ORG, RunId("RUN1"), DAY, world.roll_up_deps)
    store = DynamoRollupStore("insights", HISTORY)
    store.put(ORG, list(world.rollups.shown.values()))
    unlimited = RunAndDay(Limits(), Limits())
    budget = DynamoBudget("insights", unlimited, lambda: NOON, FakePreferences())
    budget.reserve(Payer(ORG, RunId("RUN1")), Spent(5, 7))
    return boto3.client("dynamodb").scan(TableName="insights")["Items"]


def expiry(items, pk, sk=""):
    return {
        int(item["expires_at"]["N"]) if "expires_at" in item else None
        for item in items
        if item["pk"]["S"].startswith(pk) and item["sk"]["S"].startswith(sk)
    }


def test_a_days_figures_stay_for_the_history_and_those_shown_as_long_as_they_are(filled):
    midnight = datetime.combine(DAY, datetime.min.time(), UTC)

    assert expiry(filled, f"ORG#{ORG}#ROLLUP#") == {int((midnight + HISTORY).timestamp())}
    shown = [item for item in filled if item["pk"]["S"] == f"ORG#{ORG}#ROLLUP"]
    assert shown
    assert not any("expires_at" in item for item in shown)


def test_what_was_spent_is_known_for_longer_than_a_run_can_be_resumed(filled):
    assert expiry(filled, f"ORG#{ORG}#BUDGET") == {int((NOON + KEPT_FOR).timestamp())}
    assert timedelta(days=90) <= KEPT_FOR
