"""The main job on the local stack: collected, analysed, served; again, nothing new."""

import gzip
import json

import pytest

from local.stack import LocalStack
from tests.integration.conftest import PRODUCTS
from tests.integration.driving import (
    Json,
    admin,
    bucket_name,
    content,
    every_page,
    finished,
    get,
    object_keys,
    refresh,
    start,
    until,
    wipe,
)


@pytest.fixture(scope="module")
def first(deployed: LocalStack) -> Json:
    """A run over an empty stack; the tests that take it stand before those that wipe."""
    wipe(deployed)
    return refresh(deployed)


@pytest.fixture
def filled(first: Json, deployed: LocalStack) -> LocalStack:
    """The stack as that run left it."""
    assert first
    return deployed


@pytest.fixture
def seller(stack: LocalStack) -> Json:
    """What a run of the first seller alone is asked for with."""
    return {"sellers": [admin(stack, "sellers")[0]["seller_id"]]}


def test_a_refresh_collects_analyses_and_serves_every_product(
    first: Json, filled: LocalStack
) -> None:
    assert first["status"] == "SUCCEEDED", first
    assert first["products"] == first["analysed"] == first["versions_written"] == PRODUCTS
    assert first["failures"] == 0
    assert first["http_429"] == 0, "the limiter caused a 429"
    assert first["engine"]
    cards = list(every_page(filled, "/v1/products", limit=50))
    assert len({card["product_id"] for card in cards}) == len(cards) == PRODUCTS
    assert sum(card["reviews"] for card in cards) == first["reviews"]
    truth = admin(filled, "ground-truth")
    assert truth["events"], "the mock plants events"
    portfolio = get(filled, "/v1/portfolio")
    assert portfolio["products"] == PRODUCTS


def test_every_quote_stands_in_its_review(filled: LocalStack) -> None:
    quotes = 0
    for card in every_page(filled, "/v1/products", limit=100):
        detail = get(filled, f"/v1/products/{card['product_id']}")
        path = f"/v1/products/{card['product_id']}/reviews"
        texts = {
            found["review"]["review_id"]: (found["review"]["title"], found["review"]["body"])
            for found in every_page(filled, path, limit=100)
        }
        for issue in detail["insight"]["issues"]:
            for quote in issue["quotes"]:
                assert any(quote["text"] in part for part in texts[quote["review_id"]])
                quotes += 1
    assert quotes > PRODUCTS / 4


def test_raw_pages_are_kept_as_amazon_sent_them(first: Json, filled: LocalStack) -> None:
    keys = [key for key in object_keys(filled, "raw/demo/") if "listProducts" in key]
    assert len(keys) == len(set(keys)) == first["pages"]
    s3 = filled.clients("s3")
    listed = 0
    for key in keys:
        body = s3.get_object(Bucket=bucket_name(filled), Key=key)["Body"].read()
        listed += len(json.loads(gzip.decompress(body))["products"])
    assert listed == PRODUCTS


def test_a_second_refresh_with_nothing_new_writes_nothing(first: Json, filled: LocalStack) -> None:
    before = content(filled)

    second = refresh(filled)

    assert second["status"] == "SUCCEEDED", second
    assert second["analysed"] == PRODUCTS
    assert (second["versions_written"], second["reviews_analysed"], second["tokens"]) == (0, 0, 0)
    assert second["requests"] < first["requests"] / 2, "complete listings are not fetched again"
    assert content(filled) == before


def test_an_edited_and_a_deleted_review_make_one_new_version_each(
    stack: LocalStack, seller: Json
) -> None:
    refresh(stack, **seller)
    cards = [c for c in every_page(stack, "/v1/products", limit=100) if 8 < c["reviews"] < 20]
    edited, deleted = cards[0], cards[1]
    for card, kind in ((edited, "edit_review"), (deleted, "delete_review")):
        body = {"kind": kind, "asin": card["asin"], "marketplace": card["marketplace"]}
        admin(stack, "plant", body)

    run = refresh(stack, **seller)

    assert run["versions_written"] == 2
    after = {c["product_id"]: c for c in every_page(stack, "/v1/products", limit=100)}
    assert after[edited["product_id"]]["reviews"] == edited["reviews"]
    assert after[deleted["product_id"]]["reviews"] == deleted["reviews"] - 1
    for card in (edited, deleted):
        versions = get(stack, f"/v1/products/{card['product_id']}/versions")["items"]
        assert [each["version"] for each in versions] == [2, 1]
    earlier = get(stack, f"/v1/products/{deleted['product_id']}/versions/1")
    assert earlier["head"]["reviews"] == deleted["reviews"]


def test_two_runs_at_once_one_is_refused(stack: LocalStack, seller: Json) -> None:
    running = start(stack, **seller)

    refused = stack.api("POST", "/v1/runs", json={})

    assert refused.status_code == 409, refused.text
    assert refused.json()["error"]["code"] == "run_in_progress"
    assert running in json.dumps(refused.json()["error"])
    assert finished(stack, running)["status"] == "SUCCEEDED"
    again = refresh(stack, **seller)
    assert again["status"] == "SUCCEEDED", "the lease was released"


def test_a_run_started_by_hand_in_the_console(stack: LocalStack) -> None:
    stack.clients("stepfunctions").start_execution(
        stateMachineArn=stack.outputs["StateMachineArn"], input=json.dumps({"org_id": "demo"})
    )

    run = until(lambda: next(every_page(stack, "/v1/runs"), None), 30, why="the run")

    assert run["trigger"] == "console"
    assert finished(stack, run["run_id"])["status"] == "SUCCEEDED"
