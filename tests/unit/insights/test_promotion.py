"""What a backfill staged is compared, shown, and followed by the rollups."""

import json

import boto3
import pytest

from scripts import backfill_engine, rollback_engine
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.domain.views import PORTFOLIO
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.backfill import OpenBackfill, open_backfill
from shelfsignal.insights.services.comparison import compare_staged
from shelfsignal.insights.services.promotion import EngineBlocked, promote
from shelfsignal.insights.services.repointing import Repointed
from shelfsignal.insights.services.restate_rollups import restate_rollups
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.insights.services.rollback import roll_back
from shelfsignal.insights.services.stage_versions import stage_versions
from shelfsignal.kernel.ids import ProductId, RunId
from tests.builders.insights import (
    DAY,
    ORG,
    WORDS,
    a_batch,
    a_listing,
    a_product,
    a_review,
    read_as,
)
from tests.fakes.backfills import backfill_deps
from tests.fakes.insights import FakeAnalyser, World
from tests.unit.insights.test_backfill import chunks_of, never

NEW, OLD = EngineBlock("fake", "2"), EngineBlock("fake", "1")
ACT = RunId("ZACT")
P1, P2, P3 = (ProductId(f"US-B00000000{n}") for n in (1, 2, 3))


def listing(product, body="fine"):
    reviews = [a_review(f"{product}-{n}", 2, body) for n in range(12)]
    return a_listing(reviews, a_product(product))


def blind(text):
    """The first engine sees no issue anywhere."""
    return read_as(text.__class__(text.review_id, "", "fine", "en", text.category))


def run(world, name, *listings, model="1", read=blind):
    world.analyser = FakeAnalyser(model_version=model, read=read)
    analyse_batch(world.deliver(a_batch(name, count=50), *listings), world.analyse_deps)
    roll_up(ORG, RunId(name), DAY, world.roll_up_deps)


def staged_world():
    """Three products of which engine 1 sees no issue, and engine 2 staged what it sees."""
    world = World()
    run(world, "RUN1", *(listing(n, WORDS["battery"]) for n in (1, 2)), listing(3))
    stage(world)
    return world


def stage(world, model="2"):
    deps = backfill_deps(world, FakeAnalyser(model_version=model))
    opened = open_backfill(OpenBackfill(ORG), deps)
    for chunk in chunks_of(deps, opened.backfill.backfill_id):
        stage_versions(chunk, deps, never)


def shown(world):
    return {product: latest.version for (_, product), latest in world.insights.latests.items()}


def portfolio(world):
    found = world.rollups.shown[ORG, PORTFOLIO]
    return found.sentiment.negative.count, [issue.code for issue in found.top_issues]


def test_the_two_are_compared_over_all_products():
    world = staged_world()

    found = compare_staged(ORG, NEW, world.insights, world.cards)

    assert (found.compared, found.already_shown, found.missing) == (3, 0, [])
    assert (found.analysed, found.negative) == ([36, 36], [0, 24])
    assert found.mentions == {"battery": [0, 24]}
    assert [(c.product_id, c.shown, c.staged) for c in found.most_moved] == [
        (P1, (0, 12), (12, 12)),
        (P2, (0, 12), (12, 12)),
        (P3, (0, 12), (0, 12)),
    ]


def test_what_was_staged_is_shown_and_everything_follows():
    world = staged_world()
    assert portfolio(world) == (0, [])

    done = promote(ORG, NEW, ACT, world.repoint_deps)
    restate_rollups(ORG, ACT, world.restate_deps)

    assert done == Repointed(moved=3, untouched=0, stuck=())
    assert shown(world) == {P1: 2, P2: 2, P3: 2}
    assert {card.version for card in world.cards.lists.values()} == {2}
    assert {move.run_id for move in world.pointers.log.values()} == {RunId("RUN1"), ACT}
    assert portfolio(world) == (24, ["battery"])


def test_promoting_and_restating_again_change_nothing():
    world = staged_world()
    promote(ORG, NEW, ACT, world.repoint_deps)
    restate_rollups(ORG, ACT, world.restate_deps)
    kept = (dict(world.insights.latests), dict(world.results.stored), dict(world.cards.cards))

    assert promote(ORG, NEW, ACT, world.repoint_deps) == Repointed(0, 3, ())
    assert restate_rollups(ORG, ACT, world.restate_deps) == 0
    assert (world.insights.latests, world.results.stored, world.cards.cards) == kept


def test_a_product_with_new_reviews_since_stays_until_the_backfill_is_run_again():
    world = staged_world()
    edited = [a_review(f"1-{n}", 2, "changed") for n in range(12)]
    run(world, "RUN2", a_listing(edited, a_product(1)))

    assert promote(ORG, NEW, ACT, world.repoint_deps) == Repointed(2, 0, (P1,))
    assert compare_staged(ORG, NEW, world.insights, world.cards).missing == [P1]

    stage(world)
    assert promote(ORG, NEW, ACT, world.repoint_deps) == Repointed(1, 2, ())


def test_the_next_run_with_the_promoted_engine_reads_nothing_and_writes_nothing():
    world = staged_world()
    promote(ORG, NEW, ACT, world.repoint_deps)
    versions = len(world.insights.stored)

    same = [*(listing(n, WORDS["battery"]) for n in (1, 2)), listing(3)]
    run(world, "RUN2", *same, model="2", read=read_as)

    assert [call for call in world.analyser.calls if call] == []
    assert len(world.insights.stored) == versions


def test_a_promotion_is_taken_back_by_withdrawing_it():
    world = staged_world()
    promote(ORG, NEW, ACT, world.repoint_deps)
    restate_rollups(ORG, ACT, world.restate_deps)

    done = roll_back(ORG, NEW, RunId("ZBACK"), world.repoint_deps)
    restate_rollups(ORG, RunId("ZBACK"), world.restate_deps)

    assert done.moved == 3
    assert shown(world) == {P1: 1, P2: 1, P3: 1}
    assert portfolio(world) == (0, [])


def test_a_rollback_never_shows_what_was_only_staged():
    world = World()
    run(world, "RUN1", listing(1), model="0")
    run(world, "RUN2", listing(1), model="1")
    stage(world)

    roll_back(ORG, OLD, ACT, world.repoint_deps)

    assert shown(world) == {P1: 1}


def test_what_is_withdrawn_is_not_promoted():
    world = staged_world()
    world.insights.block(ORG, NEW)

    with pytest.raises(EngineBlocked):
        promote(ORG, NEW, ACT, world.repoint_deps)


def test_rollups_are_not_made_where_there_were_none():
    assert restate_rollups(ORG, ACT, World().restate_deps) == 0


def test_the_operators_commands_on_real_stores(aws, capsys):
    stores = ["--table", "insights", "--bucket", aws.bucket, "--org", "demo"]
    engine = ["--engine", "fake", "--model-version", "2"]

    assert backfill_engine.main(["status", *stores]) == 0
    assert json.loads(capsys.readouterr().out) == {"backfills": []}
    assert backfill_engine.main(["compare", *stores, *engine]) == 0
    assert json.loads(capsys.readouterr().out)["compared"] == 0
    assert backfill_engine.main(["promote", *stores, *engine]) == 0
    assert json.loads(capsys.readouterr().out)["moved"] == 0
    assert rollback_engine.main([*stores, *engine]) == 0
    assert json.loads(capsys.readouterr().out)["rollups_restated"] == 0
    assert backfill_engine.main(["promote", *stores, *engine]) == 1
    assert capsys.readouterr().err.startswith("engine_blocked: ")


def test_a_backfill_is_started_and_gone_on_with(aws, capsys):
    role = boto3.client("iam").create_role(RoleName="machine", AssumeRolePolicyDocument="{}")
    client = boto3.client("stepfunctions")
    machine = client.create_state_machine(
        name="analysis_backfill",
        definition='{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}',
        roleArn=role["Role"]["Arn"],
    )["stateMachineArn"]

    start = ["start", "--machine", machine, "--org", "demo", "--mode", "batch"]
    assert backfill_engine.main(start) == 0
    assert backfill_engine.main([*start, "--backfill-id", "BACK1"]) == 0

    inputs = [
        json.loads(client.describe_execution(executionArn=each["execution_arn"])["input"])
        for each in map(json.loads, capsys.readouterr().out.splitlines())
    ]
    asked = {"org_id": "demo", "mode": "batch"}
    assert inputs == [asked, {**asked, "backfill_id": "BACK1"}]
    client.delete_state_machine(stateMachineArn=machine)
    boto3.client("iam").delete_role(RoleName="machine")
