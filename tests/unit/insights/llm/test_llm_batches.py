"""Answers ordered ahead at half the price: paid once, collected once, the rest asked online."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from shelfsignal.insights.adapters.llm_engine import backlog as backlog_module
from shelfsignal.insights.adapters.llm_engine.backlog import LlmBacklog
from shelfsignal.insights.adapters.llm_engine.batch_api import BatchApi, BatchRefused
from shelfsignal.insights.adapters.llm_engine.chat import Endpoint
from shelfsignal.insights.adapters.llm_engine.faults import EngineMisconfigured
from shelfsignal.insights.adapters.llm_engine.numbered import NumberedReview
from shelfsignal.insights.adapters.llm_engine.prompt import Prompt
from shelfsignal.insights.adapters.s3.backfills import S3Backfills, S3Orders
from shelfsignal.insights.domain.backfills import BackfillMode, BackfillStatus, Collected, Ordered
from shelfsignal.insights.domain.metering import Limits, Payer, Spent
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.backfill import OpenBackfill, open_backfill
from shelfsignal.insights.services.order_answers import collect_answers, order_answers
from shelfsignal.insights.services.stage_versions import stage_versions
from shelfsignal.kernel.errors import NotFound, Transient
from shelfsignal.kernel.ids import OrgId, RunId
from tests.builders.insights import ORG
from tests.fakes.backfills import FakeOrders, backfill_deps
from tests.fakes.llm_batches import LineFault
from tests.fakes.llm_bench import a_text
from tests.unit.insights.test_backfill import P1, chunks_of, closed, never, shown

PAYER = Payer(OrgId("demo"), RunId("BACK1"))
PAYER_KEY = (PAYER.org_id, PAYER.run_id)
TWELVE = [a_text(n, f"Thing number {n}, it leaks.") for n in range(12)]
HALF = Spent(1100, 350_000)
"""A prompt at half of the bench's prices: (1000 * .5 + 100 * 2) / 1e6 USD, halved."""


def a_backlog(bench, orders=None, model=None):
    endpoint = Endpoint(bench.server.url, bench.model, lambda: "sk-secret", 5.0)
    return LlmBacklog(
        model=model or bench.model,
        api=BatchApi(endpoint),
        prompt=Prompt(load_taxonomy()),
        prices=bench.prices.times(Decimal("0.5")),
        budget=bench.budget,
        answers=bench.answers,
        orders=orders or FakeOrders(),
        reviews_a_prompt=4,
        at_once=1,
    )


def collected(backlog, name="1"):
    while (found := backlog.collect(PAYER, name)) is None:
        pass
    return found


def spent(bench):
    return bench.budget.by_run[PAYER.org_id, PAYER.run_id]


def test_ordered_answers_are_in_the_drawer_at_half_the_price(bench):
    backlog = a_backlog(bench)
    assert backlog.order(PAYER, "1", TWELVE, ()) == Ordered(reviews=12)
    assert backlog.collect(PAYER, "1") is None

    found = collected(backlog)

    assert found == Collected(answered=12, missing=0, spent=Spent(3300, 1_050_000))
    assert spent(bench) == found.spent
    read = bench.read(*TWELVE)
    assert bench.server.calls == 0, "nothing is asked online"
    assert [each.issues[0].label for each in read.analyses] == ["leaks"] * 12
    assert sum((toll.spent for toll in read.tolls), Spent()) == Spent(), "another run reads free"
    own = bench.read(*TWELVE, payer=PAYER)
    assert sum((toll.spent for toll in own.tolls), Spent()) == found.spent


def test_lines_are_the_questions_that_would_be_asked_online(bench):
    a_backlog(bench).order(PAYER, "1", TWELVE, ())
    (uploaded,) = bench.server.desk.files.values()
    bench.read(*TWELVE)

    lines = [json.loads(line) for line in uploaded.splitlines()]
    assert [line["body"] for line in lines] == bench.server.requests
    assert {line["url"] for line in lines} == {"/v1/chat/completions"}
    assert [line["custom_id"] for line in lines] == ["000001", "000002", "000003"]


def test_ordering_again_is_the_same_order(bench):
    orders = FakeOrders()
    first = a_backlog(bench, orders).order(PAYER, "1", TWELVE, ())
    reserved = spent(bench)

    again = a_backlog(bench, orders).order(PAYER, "1", TWELVE, ())

    assert again == first
    assert len(bench.server.desk.batches) == 1
    assert spent(bench) == reserved


def test_a_maker_that_died_after_the_batch_was_made_pays_for_it_once(bench):
    orders = FakeOrders()
    a_backlog(bench, orders).order(PAYER, "1", TWELVE, ())
    orders.put(*PAYER_KEY, replace(orders.orders[*PAYER_KEY, "1"], batch_id=None))

    a_backlog(bench, orders).order(PAYER, "1", TWELVE, ())

    assert list(bench.server.desk.batches) == ["batch_1"]
    assert orders.orders[*PAYER_KEY, "1"].batch_id == "batch_1"


def test_collecting_again_settles_once_and_the_files_are_gone(bench):
    backlog = a_backlog(bench)
    backlog.order(PAYER, "1", TWELVE, ())
    found = collected(backlog)

    assert backlog.collect(PAYER, "1") == found
    assert spent(bench) == found.spent
    assert bench.server.desk.deleted == ["file-2", "file-1"]


def test_lines_that_fail_or_expire_are_asked_about_online(bench):
    faults = [LineFault.EXPIRED, LineFault.FAILED, LineFault.UNREADABLE]
    bench.server.desk.habit = lambda n: faults[n] if n < len(faults) else LineFault.NONE
    bench.server.desk.ends_as = "expired"
    texts = [*TWELVE, *(a_text(n, f"Number {n} leaks.") for n in range(12, 16))]
    backlog = a_backlog(bench)
    backlog.order(PAYER, "1", texts, ())

    found = collected(backlog)

    assert (found.answered, found.missing, found.reason) == (4, 12, "expired")
    assert found.spent == HALF == spent(bench)
    assert all(each.is_analysed for each in bench.read(*texts).analyses)
    assert sorted(text for asked in bench.server.asked for text in asked) == sorted(
        text.body for text in TWELVE
    )


def test_a_batch_that_fails_gives_its_money_back_and_says_why(bench):
    bench.server.desk.ends_as = "failed"
    backlog = a_backlog(bench)
    backlog.order(PAYER, "1", TWELVE, ())

    with pytest.raises(BatchRefused, match="Too many tokens are queued"):
        collected(backlog)
    with pytest.raises(BatchRefused, match="orders anew"):
        backlog.collect(PAYER, "1")
    assert spent(bench) == Spent()

    bench.server.desk.ends_as = "completed"
    backlog.order(PAYER, "1", TWELVE, ())
    assert collected(backlog).answered == 12
    assert spent(bench) == Spent(3300, 1_050_000)


def test_what_is_known_or_was_tried_is_not_ordered(bench):
    bench.read(*TWELVE[:4])
    backlog = a_backlog(bench)

    assert backlog.order(PAYER, "1", TWELVE[:8], ()).reviews == 4
    assert backlog.order(PAYER, "2", TWELVE, ["1"]).reviews == 4
    assert backlog.order(PAYER, "3", TWELVE, ["1", "2"]) == Ordered(reviews=0)
    assert len(bench.server.desk.batches) == 2


def test_a_larger_order_is_cut_and_said_to_have_more(bench, monkeypatch):
    monkeypatch.setattr(backlog_module, "MAX_LINES", 2)
    backlog = a_backlog(bench)

    assert backlog.order(PAYER, "1", TWELVE, ()) == Ordered(reviews=8, has_more=True)
    assert collected(backlog).has_more
    assert backlog.order(PAYER, "2", TWELVE, ["1"]) == Ordered(reviews=4)


def test_there_is_no_order_without_money(bench):
    whole = a_backlog(bench)
    lines = list(whole._lines({str(n): each for n, each in enumerate(numbered(TWELVE))}))
    bench.budget.run_limits = Limits(usd_nano=lines[0].at_most.usd_nano * 2)

    assert whole.order(PAYER, "1", TWELVE, ()) == Ordered(reviews=4, unpaid=8)

    bench.budget.run_limits = Limits(usd_nano=1)
    assert whole.order(PAYER, "2", TWELVE, ()) == Ordered(reviews=0, unpaid=12)


def numbered(texts):
    return [NumberedReview.of(text) for text in texts]


def test_a_server_without_batches_is_named(bench):
    bench.server.desk.is_there = False

    with pytest.raises(EngineMisconfigured, match="mode online"):
        a_backlog(bench).order(PAYER, "1", TWELVE, ())


def test_a_server_that_is_away_while_a_batch_is_under_way_is_waited_for(bench):
    orders = FakeOrders()
    a_backlog(bench, orders).order(PAYER, "1", TWELVE, ())
    there, bench.server.url = bench.server.url, "http://127.0.0.1:9/v1"
    assert a_backlog(bench, orders).collect(PAYER, "1") is None

    bench.server.url = there
    assert collected(a_backlog(bench, orders)).answered == 12


def test_a_server_that_is_away_is_asked_again_later(bench):
    backlog = a_backlog(bench)
    bench.server.url = "http://127.0.0.1:9/v1"

    with pytest.raises(Transient):
        a_backlog(bench).order(PAYER, "1", TWELVE, ())
    with pytest.raises(NotFound):
        backlog.collect(PAYER, "unknown")


def test_a_whole_backfill_asks_nothing_online_and_costs_half(bench):
    world = shown(products=3)
    deps = backfill_deps(world, bench.engine(), backlog=a_backlog(bench))
    opened = open_backfill(OpenBackfill(ORG, BackfillMode.BATCH), deps)
    (chunk,) = chunks_of(deps, opened.backfill.backfill_id)

    assert order_answers(chunk, deps).reviews == 12, "the same words are asked about once"
    while collect_answers(chunk, deps) is None:
        pass
    stage_versions(chunk, deps, never)
    done = closed(opened.backfill.backfill_id, deps, budget=bench.budget)

    assert bench.server.calls == 0
    assert (done.status, done.total.staged) == (BackfillStatus.SUCCEEDED, 3)
    assert done.spent == Spent(3300, 1_050_000)
    staged = world.insights.stored[ORG, P1, 2]
    assert (staged.engine.engine, staged.effort.tokens) == ("openai", 3300)
    assert world.insights.latests[ORG, P1].version == 1


def test_records_and_orders_are_read_back_from_the_bucket(bench, aws):
    store, orders = S3Backfills(aws), S3Orders(aws)
    deps = backfill_deps(shown(), bench.engine(), backlog=a_backlog(bench, orders))
    deps = replace(deps, backfills=store)
    opened = open_backfill(OpenBackfill(ORG, BackfillMode.BATCH), deps).backfill

    assert store.get(ORG, opened.backfill_id) == opened
    assert store.of_org(ORG) == [opened]
    assert store.of_org(OrgId("other")) == []
    a_backlog(bench, orders).order(PAYER, "1", TWELVE, ())
    order, lines = orders.get(*PAYER_KEY, "1"), orders.lines(*PAYER_KEY, "1")
    assert order is not None
    assert order.reserved == spent(bench)
    assert lines is not None
    assert lines.count(b"\n") == 3
    assert orders.get(*PAYER_KEY, "2") is None
