"""Whatever goes wrong, the end state is that of a fault-free run of the same seed."""

import pytest

from local.stack import LocalStack
from tests.integration.conftest import PRODUCTS
from tests.integration.driving import (
    Json,
    admin,
    content,
    every_page,
    finished,
    get,
    object_keys,
    refresh,
    resumed_until_done,
    start,
    strikes,
    until,
    wipe,
    write_chaos,
)

STATES = (
    "open_run",
    "collect_pages",
    "collect_review_tails",
    "analyse_products",
    "roll_up",
    "close_run",
)


@pytest.fixture(scope="module")
def expected(deployed: LocalStack) -> Json:
    """What a run without faults says."""
    wipe(deployed)
    assert refresh(deployed)["status"] == "SUCCEEDED"
    return content(deployed)


def test_hostile_faults_change_nothing(expected: Json, stack: LocalStack) -> None:
    admin(stack, "faults", {"profile": "hostile", "hold_s": 6})

    run = resumed_until_done(stack, refresh(stack))

    assert run["status"] == "SUCCEEDED", run
    assert run["retries"] > 0, "the faults were met"
    assert content(stack) == expected


@pytest.mark.parametrize("how", ["killed", "answer_lost"])
@pytest.mark.parametrize("function", STATES)
def test_a_lambda_killed_in_any_state_changes_nothing(
    function: str, how: str, expected: Json, stack: LocalStack
) -> None:
    before = strikes(stack)
    order: Json = {"function": function, "times": 1}
    order |= {"lose_answer": True} if how == "answer_lost" else {"after_ms": 5}
    write_chaos(stack, [order])

    run = resumed_until_done(stack, refresh(stack))

    assert strikes(stack) == before + 1, "the process was killed"
    assert run["status"] == "SUCCEEDED", run
    assert run["products"] == run["versions_written"] == PRODUCTS
    assert content(stack) == expected


def test_a_lambda_that_keeps_dying_fails_the_run_and_a_resume_repeats_nothing(
    expected: Json, stack: LocalStack
) -> None:
    last = {"function": "record_failure", "times": 1, "after_ms": 1}
    write_chaos(stack, [{"function": "roll_up", "times": 50, "after_ms": 1}, last])
    run = refresh(stack)
    assert run["status"] == "FAILED", run
    assert "roll_up" in run["failure"].lower().replace("rollup", "roll_up")
    requests = run["requests"]

    write_chaos(stack, [])
    run = resumed_until_done(stack, run)

    assert run["status"] == "SUCCEEDED"
    assert run["requests"] == requests, "nothing finished was fetched again"
    assert content(stack) == expected


def test_a_page_that_answers_400_leaves_a_partial_run_that_a_resume_finishes(
    expected: Json, stack: LocalStack
) -> None:
    fault = {"kind": "400", "operation": "listProducts", "page": 4, "times": None}
    admin(stack, "faults", {"faults": [fault]})

    run = refresh(stack)

    assert run["status"] == "PARTIAL", run
    assert 0 < run["products"] < PRODUCTS
    assert run["failures"] >= 1

    admin(stack, "faults", {"clear": True})
    run = resumed_until_done(stack, run)
    assert run["status"] == "SUCCEEDED"
    assert run["products"] == PRODUCTS
    assert content(stack) == expected


def test_page_tokens_that_expire_midway_are_walked_again(expected: Json, stack: LocalStack) -> None:
    run_id = start(stack)
    until(lambda: get(stack, f"/v1/runs/{run_id}")["pages"] >= 3, every=0.05, why="three pages")
    admin(stack, "clock", {"advance_seconds": 1000})

    run = finished(stack, run_id)

    assert run["status"] == "SUCCEEDED", run
    assert content(stack) == expected


def test_access_tokens_that_expire_midway_are_refreshed(expected: Json, stack: LocalStack) -> None:
    run_id = start(stack)
    until(lambda: get(stack, f"/v1/runs/{run_id}")["pages"] >= 3, every=0.05, why="three pages")
    admin(stack, "tokens", {"action": "expire_access"})

    run = finished(stack, run_id)

    assert run["status"] == "SUCCEEDED", run
    assert content(stack) == expected


def test_odd_data_is_kept_where_valid_and_counted_where_dropped(stack: LocalStack) -> None:
    refresh(stack)
    kinds = (
        *("no_reviews", "no_text", "rating_0", "rating_6", "future_date", "huge_review"),
        *("broken_utf8", "bad_date", "script", "prompt_injection", "duplicate_across_pages"),
    )
    cards = [c for c in every_page(stack, "/v1/products", limit=100) if c["reviews"] < 20]
    listings = [(card["asin"], card["marketplace"]) for card in cards]
    assert len(listings) > len(kinds)
    for kind, (asin, marketplace) in zip(kinds, listings, strict=False):
        admin(stack, "plant", {"kind": kind, "asin": asin, "marketplace": marketplace})

    run = refresh(stack)

    assert run["status"] == "SUCCEEDED", run
    assert run["products"] == PRODUCTS
    dropped = run["dropped"]
    assert dropped["rating_out_of_range"] == 2
    assert dropped["date_in_future"] == 1
    assert dropped["kept_truncated_text"] == 1
    assert run["failures"] == 0
    assert object_keys(stack, "results/demo/")
