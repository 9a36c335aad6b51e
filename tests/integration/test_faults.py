"""Whatever goes wrong, the end state is that of a fault-free run of the same seed.

Most runs here are of one seller: thirty products in two marketplaces and a third with none, several
pages and batches in each. Nothing more could be lost among four times as many.
"""

import pytest

from local.stack import LocalStack
from tests.integration.driving import (
    Json,
    admin,
    content,
    every_page,
    finished,
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


# A warm function may answer before a busy machine's timer comes round: it is killed all the same.
LATEST: dict[str, Json] = {
    "killed": {"after_ms": 5, "at_latest": "answer"},
    "answer_lost": {"lose_answer": True},
}


@pytest.fixture(scope="module")
def seller(deployed: LocalStack) -> Json:
    """What a run of the first seller alone is asked for with."""
    return {"sellers": [admin(deployed, "sellers")[0]["seller_id"]]}


@pytest.fixture(scope="module")
def expected(deployed: LocalStack, seller: Json) -> Json:
    """What a run without faults says."""
    wipe(deployed)
    assert refresh(deployed, **seller)["status"] == "SUCCEEDED"
    return content(deployed)


def test_hostile_faults_change_nothing(stack: LocalStack) -> None:
    """Of the whole portfolio, so that every kind of fault is met."""
    assert refresh(stack)["status"] == "SUCCEEDED"
    expected = content(stack)
    wipe(stack)
    admin(stack, "faults", {"profile": "hostile", "hold_s": 6})

    run = resumed_until_done(stack, refresh(stack))

    assert run["status"] == "SUCCEEDED", run
    assert run["retries"] > 0, "the faults were met"
    assert content(stack) == expected


@pytest.mark.parametrize("how", LATEST)
@pytest.mark.parametrize("function", STATES)
def test_a_lambda_killed_in_any_state_changes_nothing(
    function: str, how: str, expected: Json, seller: Json, stack: LocalStack
) -> None:
    before = strikes(stack)
    order: Json = {"function": function, "times": 1}
    order |= LATEST[how]
    write_chaos(stack, [order])

    run = resumed_until_done(stack, refresh(stack, **seller))

    assert strikes(stack) == before + 1, "the process was killed"
    assert run["status"] == "SUCCEEDED", run
    assert run["products"] == run["versions_written"] == len(expected["cards"])
    assert content(stack) == expected


def test_a_lambda_that_keeps_dying_fails_the_run_and_a_resume_repeats_nothing(
    expected: Json, seller: Json, stack: LocalStack
) -> None:
    last = {"function": "record_failure", "times": 1, "after_ms": 1}
    write_chaos(stack, [{"function": "roll_up", "times": 50, "after_ms": 1}, last])
    run = refresh(stack, **seller)
    assert run["status"] == "FAILED", run
    assert "roll_up" in run["failure"].lower().replace("rollup", "roll_up")
    requests = run["requests"]

    write_chaos(stack, [])
    run = resumed_until_done(stack, run)

    assert run["status"] == "SUCCEEDED"
    assert run["requests"] == requests, "nothing finished was fetched again"
    assert content(stack) == expected


def test_a_page_that_answers_400_leaves_a_partial_run_that_a_resume_finishes(
    expected: Json, seller: Json, stack: LocalStack
) -> None:
    products = len(expected["cards"])
    fault = {"kind": "400", "operation": "listProducts", "page": 4, "times": None}
    admin(stack, "faults", {"faults": [fault]})

    run = refresh(stack, **seller)

    assert run["status"] == "PARTIAL", run
    assert 0 < run["products"] < products
    assert run["failures"] >= 1

    admin(stack, "faults", {"clear": True})
    run = resumed_until_done(stack, run)
    assert run["status"] == "SUCCEEDED"
    assert run["products"] == products
    assert content(stack) == expected


def started_and_held_at_its_fourth_page(stack: LocalStack, seller: Json) -> str:
    """A run that Amazon keeps waiting for that page, to refuse it after all; its id."""
    fault = {"kind": "503", "operation": "listProducts", "page": 4, "seconds": 4}
    admin(stack, "faults", {"faults": [fault]})
    run_id = start(stack, **seller)
    until(lambda: _left_of_the_fault(stack) == 0, every=0.05, why="the question for page four")
    return run_id


def _left_of_the_fault(stack: LocalStack) -> int:
    (fault,) = admin(stack, "faults")["faults"]
    return int(fault["times"])


def refused_tokens(stack: LocalStack) -> int:
    """How many pages Amazon would not go on from."""
    rows = admin(stack, "stats")["operations"]
    pages = (row["by_status"] for row in rows if row["operation"] == "listProducts")
    return sum(statuses.get("400", 0) for statuses in pages)


def test_page_tokens_that_expire_midway_are_walked_again(
    expected: Json, seller: Json, stack: LocalStack
) -> None:
    run_id = started_and_held_at_its_fourth_page(stack, seller)
    admin(stack, "clock", {"advance_seconds": 1000})

    run = finished(stack, run_id)

    assert run["status"] == "SUCCEEDED", run
    assert refused_tokens(stack) > 0
    assert content(stack) == expected


def test_access_tokens_that_expire_midway_are_refreshed(
    expected: Json, seller: Json, stack: LocalStack
) -> None:
    run_id = started_and_held_at_its_fourth_page(stack, seller)
    assert admin(stack, "tokens", {"action": "expire_access"})["expired"] > 0

    run = finished(stack, run_id)

    assert run["status"] == "SUCCEEDED", run
    assert admin(stack, "tokens", {"action": "expire_access"})["expired"] > 0, "there are new ones"
    assert content(stack) == expected


def test_odd_data_is_kept_where_valid_and_counted_where_dropped(
    expected: Json, seller: Json, stack: LocalStack
) -> None:
    refresh(stack, **seller)
    kinds = (
        *("no_reviews", "no_text", "rating_0", "rating_6", "future_date", "huge_review"),
        *("broken_utf8", "bad_date", "script", "prompt_injection", "duplicate_across_pages"),
    )
    cards = [c for c in every_page(stack, "/v1/products", limit=100) if c["reviews"] < 20]
    listings = [(card["asin"], card["marketplace"]) for card in cards]
    assert len(listings) > len(kinds)
    for kind, (asin, marketplace) in zip(kinds, listings, strict=False):
        admin(stack, "plant", {"kind": kind, "asin": asin, "marketplace": marketplace})

    run = refresh(stack, **seller)

    assert run["status"] == "SUCCEEDED", run
    assert run["products"] == len(expected["cards"])
    dropped = run["dropped"]
    assert dropped["rating_out_of_range"] == 2
    assert dropped["date_in_future"] == 1
    assert dropped["kept_truncated_text"] == 1
    assert run["failures"] == 0
    assert object_keys(stack, "results/demo/")
