"""Budgets, the drawer of answers, and how both show on versions, batches and runs."""

from decimal import Decimal

import boto3
import pytest

from shelfsignal.insights.adapters.dynamo.budget_store import DynamoBudget
from shelfsignal.insights.adapters.llm_engine.engine import Pace
from shelfsignal.insights.adapters.llm_engine.prompt import Prompt
from shelfsignal.insights.adapters.llm_engine.schema import answer_schema
from shelfsignal.insights.adapters.s3.answers import S3Answers
from shelfsignal.insights.domain.analysis import AnalysisStatus
from shelfsignal.insights.domain.metering import Limits, Payer, RunAndDay, Spent
from shelfsignal.insights.domain.preferences import Caps, Preferences
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.kernel import lake
from shelfsignal.kernel.ids import ProductId
from tests.builders.insights import NOON, ORG, a_batch, a_listing, a_review
from tests.fakes.insights import World
from tests.fakes.llm_bench import RUN, a_text
from tests.fakes.llm_server import Fault
from tests.fakes.metering import FakeBudget
from tests.fakes.work import FakePreferences

P1 = ProductId("US-B000000001")
TWELVE = [a_text(n, f"Thing number {n}, it leaks.") for n in range(12)]


def run(world, name, reviews):
    batch = a_batch(run=name)
    counters = analyse_batch(world.deliver(batch, a_listing(reviews)), world.analyse_deps)
    return counters, world.results.stored[lake.result_key(batch)]


def some_reviews(count, **changes):
    return [a_review(n, body=f"Thing number {n}, it leaks.", **changes) for n in range(count)]


def test_the_second_pass_makes_no_call(bench):
    first = bench.read(*TWELVE)
    calls = bench.server.calls

    second = bench.read(*TWELVE)

    assert (calls, bench.server.calls) == (3, 3)
    assert second.analyses == first.analyses
    assert all(toll.is_cached and toll.spent == Spent() for toll in second.tolls)


@pytest.mark.parametrize("change", ["model", "prompt", "org"])
def test_another_model_prompt_or_organisation_is_asked_anew(bench, change, monkeypatch):
    bench.read(*TWELVE)
    if change == "prompt":
        monkeypatch.setattr("shelfsignal.insights.adapters.llm_engine.prompt._RULES", "Label.")
    bench.model = "other" if change == "model" else bench.model
    payer = Payer("rival", RUN.run_id) if change == "org" else RUN

    bench.read(*TWELVE, payer=payer)

    assert bench.server.calls == 6


def test_ten_changed_reviews_of_fifty_are_the_only_ones_sent(bench):
    world = World(bench.engine())
    run(world, "RUN1", some_reviews(50))
    before = len(bench.server.asked)
    changed = [a_review(n, body=f"Edited {n}: it rattles.") for n in range(10)]

    counters, _ = run(world, "RUN2", [*changed, *some_reviews(50)[10:]])

    sent = [text for asked in bench.server.asked[before:] for text in asked]
    assert sorted(sent) == sorted(f"Title\nEdited {n}: it rattles." for n in range(10))
    assert counters.reviews_analysed == 10
    assert counters.tokens == 3 * 1100


def test_a_run_with_nothing_new_costs_nothing(bench):
    world = World(bench.engine())
    run(world, "RUN1", some_reviews(12))
    calls = bench.server.calls

    counters, _ = run(world, "RUN2", some_reviews(12))

    assert (bench.server.calls, counters.tokens, counters.cost_usd) == (calls, 0, 0)
    assert world.insights.latests[ORG, P1].version == 1


def test_tokens_and_dollars_stand_on_the_version_the_batch_and_the_run(bench):
    world = World(bench.engine())

    counters, result = run(world, "RUN1", some_reviews(12))

    effort = world.insights.stored[ORG, P1, 1].effort
    assert (effort.tokens, effort.cost_usd) == (3300, Decimal("0.0021"))
    assert (result.tokens, result.cost_usd) == (3300, Decimal("0.0021"))
    assert (counters.tokens, counters.cost_usd) == (3300, Decimal("0.0021"))
    assert world.insights.stored[ORG, P1, 1].head.prompt_version.startswith("1+")


def one_prompt(bench):
    """What a prompt of four reviews sets aside."""
    budget = FakeBudget()
    bench.budget, kept = budget, bench.budget
    bench.server.faults = [Fault.NO_USAGE]
    bench.read(*TWELVE[:4])
    bench.budget = kept
    bench.answers.stored.clear()
    bench.server.requests.clear()
    return budget.by_run[RUN.org_id, RUN.run_id]


def test_spending_stops_at_the_limit_and_the_next_run_continues_there(bench):
    bench.budget.run_limits = Limits(usd_nano=one_prompt(bench).usd_nano + 1_000_000)
    world = World(bench.engine())

    counters, result = run(world, "RUN1", some_reviews(12))
    shown = world.insights.stored[ORG, P1, 1].body
    calls = bench.server.calls
    later, finished = run(world, "RUN2", some_reviews(12))

    assert counters.reviews_analysed == 8
    assert shown.unanalysed == {AnalysisStatus.BUDGET_EXHAUSTED: 12 - counters.reviews_analysed}
    assert result.dropped == {"budget_exhausted": 12 - counters.reviews_analysed}
    assert not result.is_finished
    assert calls == counters.reviews_analysed / 4
    assert (later.reviews_analysed, finished.is_finished) == (4, True)
    spent = bench.budget.by_run[RUN.org_id, RUN.run_id]
    assert spent.usd_nano <= bench.budget.run_limits.usd_nano
    sent = [text for asked in bench.server.asked for text in asked]
    assert len(sent) == len(set(sent)) == 12


def test_an_empty_purse_asks_nothing_and_makes_no_version_twice(bench):
    bench.budget.day_limits = Limits(tokens=1)
    world = World(bench.engine())

    first, _ = run(world, "RUN1", some_reviews(4))
    second, result = run(world, "RUN2", some_reviews(4))

    assert bench.server.calls == 0
    assert (first.versions_written, second.versions_written) == (1, 0)
    assert result.dropped == {"budget_exhausted": 4}


def test_many_threads_never_pass_the_limit_together(bench):
    bench.pace = Pace(reviews_a_prompt=1, prompts_at_once=8)
    bench.budget.run_limits = Limits(usd_nano=one_prompt(bench).usd_nano * 3)

    answers = bench.read(*TWELVE)

    assert sum(each.is_analysed for each in answers.analyses) > 0
    spent = bench.budget.by_run[RUN.org_id, RUN.run_id]
    assert spent.usd_nano <= bench.budget.run_limits.usd_nano
    assert spent.tokens == sum(toll.spent.tokens for toll in answers.tolls)


def a_budget(kind, **limits):
    """The same contract for the fake and the table."""
    run_limits, day_limits = limits.get("run", Limits()), limits.get("day", Limits())
    if kind == "fake":
        return FakeBudget(run_limits, day_limits)
    return the_tables_budget(RunAndDay(run_limits, day_limits))


def the_tables_budget(limits, preferences=None):
    return DynamoBudget("insights", limits, lambda: NOON, preferences or FakePreferences())


@pytest.fixture(params=["fake", "real"])
def kind(request, aws):
    return request.param


def test_a_reservation_is_refused_when_it_would_pass_a_limit(kind):
    budget = a_budget(kind, run=Limits(usd_nano=100), day=Limits(usd_nano=150, tokens=30))
    other = Payer(ORG, "RUN2")

    first = budget.reserve(RUN, Spent(10, 60))

    assert first is not None
    assert budget.reserve(RUN, Spent(1, 41)) is None
    assert budget.reserve(other, Spent(1, 91)) is None
    assert budget.reserve(other, Spent(21, 1)) is None
    assert budget.reserve(other, Spent(20, 90)) is not None


def test_what_was_not_used_can_be_reserved_again(kind):
    budget = a_budget(kind, run=Limits(usd_nano=100), day=Limits(usd_nano=100))
    first = budget.reserve(RUN, Spent(10, 100))

    budget.settle(first, Spent(4, 30))

    assert budget.reserve(RUN, Spent(1, 71)) is None
    assert budget.reserve(RUN, Spent(1, 70)) is not None


def test_a_run_refused_by_the_day_has_nothing_set_aside(kind):
    budget = a_budget(kind, run=Limits(usd_nano=100), day=Limits(usd_nano=50))

    assert budget.reserve(RUN, Spent(1, 60)) is None
    assert budget.reserve(RUN, Spent(1, 50)) is not None


def test_an_organisations_own_limit_lowers_the_deployments_and_never_raises_it(aws):
    preferences = FakePreferences()
    deployment = RunAndDay(run=Limits(usd_nano=1000, tokens=500))
    preferences.put(ORG, Preferences(caps=Caps(Decimal("0.0000001"), tokens_a_day=700)))
    preferences.put("generous", Preferences(caps=Caps(Decimal(5), tokens_a_run=10**9)))

    budget = the_tables_budget(deployment, preferences)

    assert budget.reserve(RUN, Spent(1, 101)) is None
    assert budget.reserve(RUN, Spent(500, 100)) is not None
    assert budget.reserve(Payer(ORG, "RUN2"), Spent(201, 1)) is None
    other = Payer("generous", "RUN3")
    assert budget.reserve(other, Spent(1, 1001)) is None
    assert budget.reserve(other, Spent(501, 1)) is None
    assert budget.reserve(other, Spent(500, 1000)) is not None


def test_the_table_knows_what_was_spent(aws):
    budget = the_tables_budget(RunAndDay(run=Limits(usd_nano=100)))
    budget.settle(budget.reserve(RUN, Spent(10, 90)), Spent(7, 40))

    items = boto3.client("dynamodb").scan(TableName="insights")["Items"]

    found = {i["sk"]["S"]: (i["tokens"]["N"], i["usd_nano"]["N"]) for i in items}
    assert found == {"RUN#RUN1": ("7", "40"), "DAY#2026-11-22": ("7", "40")}
    assert {item["pk"]["S"] for item in items} == {"ORG#demo#BUDGET"}


def test_answers_are_kept_in_the_bucket_and_damage_is_an_absence(aws, bench):
    bench.answers = S3Answers(aws)
    first = bench.read(*TWELVE)

    assert bench.read(*TWELVE).analyses == first.analyses
    assert bench.server.calls == 3
    keys = list(aws.keys("answers/demo/"))
    assert len(keys) == 12

    aws.put(keys[0], b"junk")
    aws.put_gzip(keys[1], b'{"answer": 5}')
    assert bench.read(*TWELVE).analyses == first.analyses
    assert bench.server.calls == 4


def test_the_schema_asks_for_every_field_allows_null_and_sets_no_limit():
    taxonomy = load_taxonomy()
    pending, seen = [answer_schema(taxonomy)], 0
    while pending:
        schema = pending.pop()
        if "properties" in schema:
            assert schema["required"] == list(schema["properties"])
            assert schema["additionalProperties"] is False
            pending += schema["properties"].values()
            continue
        seen += 1
        assert "null" in schema["type"]
        assert set(schema) <= {"type", "enum", "items"}
        assert None in schema.get("enum", [None])
        pending += [schema["items"]] if "items" in schema else []

    assert seen == 15


def test_the_prompt_names_every_label_and_is_versioned_by_its_content(monkeypatch):
    taxonomy = load_taxonomy()
    before = Prompt(taxonomy)
    monkeypatch.setattr("shelfsignal.insights.adapters.llm_engine.prompt._RULES", "Other.")

    assert Prompt(taxonomy).version != before.version
    system = before.ask([]).messages[0]["content"]
    assert all(f"- {name}:" in system for name in (*taxonomy.issues, *taxonomy.aspects))
