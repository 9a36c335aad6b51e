"""A refresh over a seller's own listings on the local stack: report, catalog, prices, feedback.

With review texts from the extension it comes to the very products and reviews of the feed.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator

import pytest

from local.stack import LocalStack
from tests.integration.driving import (
    Json,
    admin,
    bucket_name,
    content,
    every_page,
    get,
    object_keys,
    refresh,
    resumed_until_done,
    strikes,
    wipe,
    write_chaos,
)

COLLECTORS = ("shelfsignal-local-collect_pages", "shelfsignal-local-collect_review_tails")
LISTINGS = {"PRODUCT_SOURCE": "listings", "REVIEW_TEXTS": "extension", "FEEDBACK_DAYS": "7"}
OPERATIONS = (
    "searchCatalogItems",
    "getCompetitivePricing",
    "getItemReviewTopics",
    "listReviewTexts",
)
# The seller's third marketplace has a page with nothing on it.
EMPTY = 1


@pytest.fixture(scope="module")
def seller(deployed: LocalStack) -> str:
    """A seller of some thirty products in two marketplaces, and of none in a third."""
    return str(admin(deployed, "sellers")[0]["seller_id"])


@pytest.fixture(scope="module")
def fed(deployed: LocalStack, seller: str) -> Json:
    """What a run over the simple feed says of that seller."""
    wipe(deployed)
    assert refresh(deployed, sellers=[seller])["status"] == "SUCCEEDED"
    return content(deployed)


@pytest.fixture(scope="module")
def listings(deployed: LocalStack, fed: Json) -> Iterator[LocalStack]:
    """The stack while its collectors are set to the sellers' own listings; after the feed's run."""
    client = deployed.clients("lambda")
    before = {
        name: client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        for name in COLLECTORS
    }
    choose(deployed, **LISTINGS)
    yield deployed
    for name, variables in before.items():
        client.update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )


def choose(stack: LocalStack, **settings: str) -> None:
    """Settings of the collectors that a deployment would have chosen."""
    client = stack.clients("lambda")
    for name in COLLECTORS:
        found = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        client.update_function_configuration(
            FunctionName=name, Environment={"Variables": {**found, **settings}}
        )


def wiped(stack: LocalStack) -> LocalStack:
    """As deployed, with an Amazon that is quick."""
    wipe(stack)
    admin(stack, "bucket", {"rate": 40, "burst": 20})
    admin(stack, "reports", {"seconds": 1})
    return stack


def asked(stack: LocalStack) -> dict[str, int]:
    """Answers that were given, by operation; every bucket is one seller's in one region."""
    found: dict[str, int] = {}
    buckets: set[tuple[str, ...]] = set()
    for row in admin(stack, "stats")["operations"]:
        bucket = tuple(str(row[part]) for part in ("seller_id", "region", "operation"))
        assert bucket not in buckets, f"two buckets for {bucket}"
        buckets.add(bucket)
        assert row["http_429_bucket"] == 0, f"the limiter caused a 429 of {row['operation']}"
        given = sum(count for status, count in row["by_status"].items() if status[0] == "2")
        found[row["operation"]] = found.get(row["operation"], 0) + given
    return found


def stored(stack: LocalStack, prefix: str) -> list[Json]:
    s3, found = stack.clients("s3"), []
    for key in object_keys(stack, prefix):
        body = s3.get_object(Bucket=bucket_name(stack), Key=key)["Body"].read()
        found += [json.loads(line) for line in gzip.decompress(body).splitlines()]
    return found


def said(stack: LocalStack) -> Iterator[Json]:
    """Amazon says, we found: of every product."""
    for card in every_page(stack, "/v1/products", limit=100):
        yield get(stack, f"/v1/products/{card['product_id']}/feedback")


@pytest.fixture(scope="module")
def listed(listings: LocalStack, seller: str) -> Json:
    """What a run over the listings says, and how it came to it."""
    stack = wiped(listings)
    found = {
        "run": refresh(stack, sellers=[seller]),
        "asked": asked(stack),
        "content": content(stack),
        "said": list(said(stack)),
        "raw": object_keys(stack, "raw/demo/"),
        "tails": stored(stack, "normalised/demo/reviews/"),
    }
    choose(stack, REVIEW_TEXTS="none")
    found["without_texts"] = refresh(stack, sellers=[seller])
    found["asked_then"], found["content_then"] = asked(stack), content(stack)
    choose(stack, **LISTINGS)
    return found


def test_a_run_over_listings_comes_to_what_the_feed_says(listed: Json, fed: Json) -> None:
    run, found = listed["run"], listed["content"]

    assert run["status"] == "SUCCEEDED", run
    assert run["products"] == run["analysed"] == len(fed["cards"])
    assert run["http_429"] == 0
    assert found["reviews"] == fed["reviews"]
    faces = ("product_id", "title", "brand", "category", "parent_asin", "reviews", "mean_rating")
    assert [[card[name] for name in faces] for card in found["cards"]] == [
        [card[name] for name in faces] for card in fed["cards"]
    ]
    assert all(card["price"] for card in found["cards"])


def test_each_operation_has_its_bucket_and_its_answers_are_kept(listed: Json) -> None:
    run, asked_for = listed["run"], listed["asked"]

    scopes = len(run["scopes"])
    assert asked_for["createReport"] == scopes
    kept = Counter(key.rsplit("/", 1)[1].split("-")[0] for key in listed["raw"])
    assert kept["GET_MERCHANT_LISTINGS_ALL_DATA"] == scopes
    assert kept["searchCatalogItems"] == kept["getCompetitivePricing"] == run["pages"] - EMPTY
    assert kept["getItemReviewTopics"] == run["products"]
    assert kept["listReviewTexts"] >= run["products"]
    # Whoever fetches beside the pages stops with them: a product in hand is asked about once more.
    twice = run["retries"] + scopes
    for operation in OPERATIONS:
        assert kept[operation] <= asked_for[operation] <= kept[operation] + twice
    assert 0 < run["achieved_rps"] <= run["permitted_rps"]


def test_what_amazon_says_of_a_product_lies_in_its_tail(listed: Json) -> None:
    told = [tail["feedback"] for tail in listed["tails"]]

    assert len(told) == listed["run"]["products"]
    assert sum(bool(each["topics"]) for each in told) > len(told) / 4
    some = next(each for each in told if each["topics"])
    assert {topic["side"] for topic in some["topics"]} <= {"negative", "positive"}


def test_a_run_without_review_texts_keeps_what_is_known(listed: Json) -> None:
    run = listed["without_texts"]

    assert run["status"] == "SUCCEEDED", run
    assert run["analysed"] == listed["run"]["products"]
    assert (run["versions_written"], run["reviews_analysed"]) == (0, 0)
    assert listed["content_then"] == listed["content"]
    for operation in ("getItemReviewTopics", "listReviewTexts"):
        assert listed["asked_then"][operation] == listed["asked"][operation], "not asked again"


def test_what_amazon_says_is_compared_with_what_we_found(listed: Json) -> None:
    answers = [tail["feedback"] for tail in listed["tails"]]
    told = {f"{each['marketplace']}-{each['asin']}": each for each in answers}
    with_topics = {product for product, feedback in told.items() if feedback["topics"]}

    found = {each["product_id"]: each for each in listed["said"]}

    assert set(found) == set(told)
    compared = {product for product, each in found.items() if each["state"] == "compared"}
    assert compared == with_topics
    others = {each["state"] for product, each in found.items() if product not in compared}
    assert others == {"nothing_to_tell"}
    rows = [row for product in compared for row in found[product]["compared"]["rows"]]
    assert sum(row["amazon"] is not None for row in rows) == sum(
        len(told[product]["topics"]) for product in compared
    )
    judged = [
        row["verdict"]
        for row in rows
        if row["side"] == "negative" and row["verdict"] != "not_enough_data"
    ]
    assert judged.count("agree") > len(judged) / 2, judged


def test_a_worker_that_dies_orders_no_second_report(
    listings: LocalStack, listed: Json, seller: str
) -> None:
    stack = wiped(listings)
    before = strikes(stack)
    orders: list[Json] = [{"after_ms": 5}, {"lose_answer": True}]
    write_chaos(stack, [{"function": "collect_pages", "times": 1, **order} for order in orders])

    run = resumed_until_done(stack, refresh(stack, sellers=[seller]))

    assert strikes(stack) == before + 2
    assert run["status"] == "SUCCEEDED", run
    assert asked(stack)["createReport"] == len(run["scopes"])
    assert content(stack) == listed["content"]


def test_hostile_faults_change_nothing(listings: LocalStack, listed: Json, seller: str) -> None:
    stack = wiped(listings)
    admin(stack, "faults", {"profile": "hostile", "hold_s": 1})

    run = resumed_until_done(stack, refresh(stack, sellers=[seller]))

    assert run["status"] == "SUCCEEDED", run
    assert run["retries"] > 0, "the faults were met"
    assert content(stack) == listed["content"]
