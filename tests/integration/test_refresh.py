"""The main job on the local stack: collected, analysed, served; again, nothing new."""

import gzip
import json

from local.stack import LocalStack
from tests.integration.conftest import PRODUCTS
from tests.integration.driving import (
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
)


def test_a_refresh_collects_analyses_and_serves_every_product(stack: LocalStack) -> None:
    run = refresh(stack)

    assert run["status"] == "SUCCEEDED", run
    assert run["products"] == run["analysed"] == run["versions_written"] == PRODUCTS
    assert run["failures"] == 0
    assert run["http_429"] == 0, "the limiter caused a 429"
    assert run["engine"]
    cards = list(every_page(stack, "/v1/products", limit=50))
    assert len({card["product_id"] for card in cards}) == len(cards) == PRODUCTS
    assert sum(card["reviews"] for card in cards) == run["reviews"]
    truth = admin(stack, "ground-truth")
    assert truth["events"], "the mock plants events"
    portfolio = get(stack, "/v1/portfolio")
    assert portfolio["products"] == PRODUCTS


def test_every_quote_stands_in_its_review(stack: LocalStack) -> None:
    refresh(stack)

    quotes = 0
    for card in every_page(stack, "/v1/products", limit=100):
        detail = get(stack, f"/v1/products/{card['product_id']}")
        path = f"/v1/products/{card['product_id']}/reviews"
        texts = {
            found["review"]["review_id"]: (found["review"]["title"], found["review"]["body"])
            for found in every_page(stack, path, limit=100)
        }
        for issue in detail["insight"]["issues"]:
            for quote in issue["quotes"]:
                assert any(quote["text"] in part for part in texts[quote["review_id"]])
                quotes += 1
    assert quotes > PRODUCTS / 4


def test_raw_pages_are_kept_as_amazon_sent_them(stack: LocalStack) -> None:
    run = refresh(stack)

    keys = [key for key in object_keys(stack, "raw/demo/") if "listProducts" in key]
    assert len(keys) == len(set(keys)) == run["pages"]
    s3 = stack.clients("s3")
    listed = 0
    for key in keys:
        body = s3.get_object(Bucket=bucket_name(stack), Key=key)["Body"].read()
        listed += len(json.loads(gzip.decompress(body))["products"])
    assert listed == PRODUCTS


def test_a_second_refresh_with_nothing_new_writes_nothing(stack: LocalStack) -> None:
    first = refresh(stack)
    before = content(stack)

    second = refresh(stack)

    assert second["status"] == "SUCCEEDED", second
    assert second["analysed"] == PRODUCTS
    assert (second["versions_written"], second["reviews_analysed"], second["tokens"]) == (0, 0, 0)
    assert second["requests"] < first["requests"] / 2, "complete listings are not fetched again"
    assert content(stack) == before


def test_an_edited_and_a_deleted_review_make_one_new_version_each(stack: LocalStack) -> None:
    refresh(stack)
    cards = [c for c in every_page(stack, "/v1/products", limit=100) if 8 < c["reviews"] < 20]
    edited, deleted = cards[0], cards[1]
    for card, kind in ((edited, "edit_review"), (deleted, "delete_review")):
        body = {"kind": kind, "asin": card["asin"], "marketplace": card["marketplace"]}
        admin(stack, "plant", body)

    run = refresh(stack)

    assert run["versions_written"] == 2
    after = {c["product_id"]: c for c in every_page(stack, "/v1/products", limit=100)}
    assert after[edited["product_id"]]["reviews"] == edited["reviews"]
    assert after[deleted["product_id"]]["reviews"] == deleted["reviews"] - 1
    for card in (edited, deleted):
        versions = get(stack, f"/v1/products/{card['product_id']}/versions")["items"]
        assert [each["version"] for each in versions] == [2, 1]
    earlier = get(stack, f"/v1/products/{deleted['product_id']}/versions/1")
    assert earlier["head"]["reviews"] == deleted["reviews"]


def test_two_runs_at_once_one_is_refused(stack: LocalStack) -> None:
    running = start(stack)

    refused = stack.api("POST", "/v1/runs", json={})

    assert refused.status_code == 409, refused.text
    assert refused.json()["error"]["code"] == "run_in_progress"
    assert running in json.dumps(refused.json()["error"])
    assert finished(stack, running)["status"] == "SUCCEEDED"
    assert refresh(stack)["status"] == "SUCCEEDED", "the lease was released"


def test_a_run_started_by_hand_in_the_console(stack: LocalStack) -> None:
    stack.clients("stepfunctions").start_execution(
        stateMachineArn=stack.outputs["StateMachineArn"], input=json.dumps({"org_id": "demo"})
    )

    run = until(lambda: next(every_page(stack, "/v1/runs"), None), 30, why="the run")

    assert run["trigger"] == "console"
    assert finished(stack, run["run_id"])["status"] == "SUCCEEDED"
