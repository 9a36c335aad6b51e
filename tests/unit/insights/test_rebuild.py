"""Derived items are rebuilt from the data bucket alone, and equal the live ones byte for byte."""

import json
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from scripts.rebuild_insights import main
from shelfsignal.insights.adapters.s3.stores import S3Listings
from shelfsignal.insights.domain.backfills import BackfillMode
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.deps import RollUpDeps
from shelfsignal.insights.services.repointing import RepointDeps
from shelfsignal.insights.services.restate_rollups import RestateDeps, restate_rollups
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.insights.services.rollback import roll_back
from shelfsignal.insights.services.stage_versions import stage_versions
from shelfsignal.kernel import lake
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.ids import ProductId, RunId
from tests.builders.feedback import a_feedback, a_topic
from tests.builders.insights import DAY, ORG, a_batch, a_listing, a_product, a_review
from tests.fakes.backfills import backfill_deps
from tests.fakes.insights import FakeAnalyser, Ticking, World
from tests.unit.insights.conftest import TABLE, create_table, real_stores

P1, P2, P3 = (ProductId(f"US-B00000000{n}") for n in (1, 2, 3))
INTO = "rebuilt"
BATTERY = "the battery drains"
NEVER = lambda: False  # noqa: E731 - the shortest way to say that there is time


class Live:
    """A table and a bucket that runs, a withdrawal and a backfill have written."""

    def __init__(self, objects):
        self.objects, self.clock, self.world = objects, Ticking(), World()
        self.stores = real_stores(objects)

    def run(self, name, day, *listings, model="1", tails=(), seller="S1", job=False):
        s, batch = self.stores, a_batch(name, day=day, count=400, seller_id=seller)
        lines = "\n".join(each.model_dump_json() for each in listings)
        self.objects.put_gzip(lake.page_key(batch, 1), lines.encode())
        for tail in tails:
            key = lake.tail_key(batch, tail.product.asin)
            self.objects.put_gzip(key, tail.model_dump_json().encode())
        deps = replace(
            self.world.analyse_deps, listings=S3Listings(self.objects), ledgers=s.ledgers,
            insights=s.insights, pointers=s.pointers, cards=s.cards, results=s.results,
            feedback=s.feedback, analyser=FakeAnalyser(model_version=model), clock=self.clock,
        )  # fmt: skip
        analyse_batch(batch, deps)
        if not job:
            roll_up(ORG, RunId(name), day, self.roll_up_deps)

    @property
    def roll_up_deps(self):
        world = self.world.roll_up_deps
        return RollUpDeps(
            self.stores.results, self.stores.rollups, world.taxonomy, world.preferences
        )

    def withdraw(self, act, model):
        s = self.stores
        deps = RepointDeps(s.insights, s.pointers, s.cards, s.rollups, self.clock)
        done = roll_back(ORG, EngineBlock("fake", model), RunId(act), deps)
        restate_rollups(ORG, RunId(act), RestateDeps(s.insights, s.cards, self.roll_up_deps))
        return done.moved

    def backfill(self, name, *products):
        s = self.stores
        deps = replace(
            backfill_deps(self.world, FakeAnalyser(model_version="staged")), ledgers=s.ledgers,
            insights=s.insights, pointers=s.pointers, cards=s.cards, clock=self.clock,
        )  # fmt: skip
        chunk = ChunkRef(
            org_id=ORG, backfill_id=RunId(name), mode=BackfillMode.ONLINE, chunk=1,
            products=products,
        )  # fmt: skip
        stage_versions(chunk, deps, NEVER)


def reviews(n, start=0, body="fine", stars=5):
    return [a_review(i, stars, body, days_ago=i % 40) for i in range(start, start + n)]


def bad(n, start):
    return reviews(n, start, f"really, {BATTERY}", 1)


def a_history(live):
    """Edits, deletions, a hold, prices, a partial run, a withdrawal, a staged version, topics."""
    one, two = a_product(1), a_product(2, brand="Other", category="Toys", price="30.00")
    family = a_product(3, parent_asin="B0PARENT01")
    topics = a_feedback(a_topic(), number=2)
    live.run(
        "RUN1", DAY, a_listing([*reviews(20), *bad(9, 50)], one),
        a_listing(reviews(12, 100), two), a_listing(reviews(5, 200), family, needs_tail=True),
        tails=[a_listing(reviews(11, 200), family)],
    )  # fmt: skip
    edited = [a_review(0, 1, BATTERY), *reviews(17, 1), *bad(14, 50)]
    live.run(
        "RUN2", DAY + timedelta(days=1), a_listing(edited, a_product(1, price="17.50")),
        a_listing(reviews(2, 100), two).model_copy(update={"feedback": topics}),
        a_listing(reviews(12, 200), family),
    )  # fmt: skip
    later = DAY + timedelta(days=2)
    live.run("RUN3", later, a_listing(edited, one), model="bad")
    live.run(
        "RUN4",
        later + timedelta(days=1),
        a_listing(bad(8, 300), a_product(4)),
        seller="S2",
        model="bad",
    )
    assert live.withdraw("RUN5-ACT", "bad") == 1
    live.backfill("RUN6-BACK", P1, P2)


def items(table):
    found = boto3.client("dynamodb").scan(TableName=table)["Items"]
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in found}


def derived():
    """The live items without those that people decided."""
    kinds = {f"ORG#{ORG}#{kind}" for kind in ("ENGINES", "WORK", "PREFERENCES", "BUDGET")}
    return {key: item for key, item in items(TABLE).items() if key[0] not in kinds}


@pytest.fixture
def live(aws):
    client = boto3.client("dynamodb")
    create_table(client, INTO)
    yield Live(aws)
    client.delete_table(TableName=INTO)


def rebuild(live, *more):
    return main(["--org", ORG, "--bucket", live.objects.bucket, "--into", INTO, *more])


def objects(live):
    found = boto3.client("s3").list_object_versions(Bucket=live.objects.bucket)["Versions"]
    return {(each["Key"], each["VersionId"]) for each in found}


def test_everything_derived_is_the_same_byte_for_byte(live, capsys):
    a_history(live)
    before = objects(live)

    assert rebuild(live) == 0

    was, now = derived(), items(INTO)
    assert sorted(now) == sorted(was)
    assert [key for key in was if now[key] != was[key]] == []
    assert objects(live) == before, "the bucket is only read"
    said = json.loads(capsys.readouterr().out)
    assert (said["products"], said["cards"], said["runs"], said["unlisted"]) == (4, 4, 4, [])
    kinds = {sk.split("#")[0] for _, sk in was}
    assert {"LATEST", "INSIGHT", "POINTER", "CARD", "FEEDBACK", "DAY", "SCOPE"} <= kinds


def test_the_next_run_goes_on_in_the_rebuilt_table_as_in_the_live_one(live, aws):
    a_history(live)
    rebuild(live)
    latest = real_stores(aws).insights.latest(ORG, [P1, P2])

    assert (latest[P1].version, latest[P1].newest) == (2, 4)
    assert latest[P2].hold.reviews == 10, "what is held stays held"


def test_a_table_that_has_some_is_left_alone(live, capsys):
    a_history(live)
    rebuild(live)
    before = items(INTO)
    capsys.readouterr()

    assert rebuild(live) == 1
    assert capsys.readouterr().err.startswith("target_not_empty: ")
    assert items(INTO) == before


def test_checking_writes_nothing(live, capsys):
    a_history(live)

    assert rebuild(live, "--check") == 0
    assert json.loads(capsys.readouterr().out)["versions"] == 9
    assert items(INTO) == {}


@pytest.mark.parametrize(
    "prefix", ["pointers", "insights", "ledger", "results", "restated", "rolled", "normalised"]
)
def test_a_garbled_object_is_named_and_nothing_is_written(live, capsys, prefix):
    a_history(live)
    key = next(iter(live.objects.keys(f"{prefix}/")))
    live.objects.put(key, b"not one of ours")

    assert rebuild(live) == 1
    said = capsys.readouterr().err
    assert said.startswith("cannot_rebuild: Nothing was written.")
    assert key in said
    assert items(INTO) == {}


@pytest.mark.parametrize("prefix", ["insights", "ledger"])
def test_every_missing_object_is_named_at_once(live, capsys, prefix):
    a_history(live)
    gone = [next(iter(live.objects.keys(f"{prefix}/{ORG}/{one}/"))) for one in (P1, P2)]
    for key in gone:
        live.objects.delete(key)

    assert rebuild(live) == 1
    said = capsys.readouterr().err
    assert all(key in said for key in gone)
    assert items(INTO) == {}


def test_a_missing_page_is_known_by_its_results(live, capsys):
    a_history(live)
    live.objects.delete(next(iter(live.objects.keys("normalised/demo/products/"))))

    assert rebuild(live) == 1
    assert "results/demo/RUN1/S1-US/ has no normalised page." in capsys.readouterr().err


def test_when_results_have_expired_products_and_cards_are_rebuilt_all_the_same(live, capsys):
    a_history(live)
    for prefix in ("results/", "restated/", "rolled/"):
        for key in list(live.objects.keys(prefix)):
            live.objects.delete(key)

    assert rebuild(live) == 0
    was, now = derived(), items(INTO)
    of_rollups = ("#ROLLUP", "#COUNTS", "#MAP")
    kept = {k: v for k, v in was.items() if not any(part in k[0] for part in of_rollups)}
    kept.pop((f"ORG#{ORG}#NAMES", "#SUBJECTS"))
    assert json.loads(capsys.readouterr().out)["rolled_up"] == 0
    assert sorted(now) == sorted(kept)
    assert [k for k in kept if kept[k] != now[k] and k[0].endswith((P1, P3))] == []


def test_a_job_that_was_not_rolled_up_is_not(live):
    a_history(live)
    live.run(
        "RUN7-JOB", DAY + timedelta(days=4), a_listing(reviews(9, 400), a_product(5)), job=True
    )

    assert rebuild(live) == 0
    assert items(INTO) == derived()
