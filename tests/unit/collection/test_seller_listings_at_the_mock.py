"""A seller's listings through the real client, from mock_amazon's reports, catalog and prices."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from shelfsignal.collection.adapters.sp_api.client import SpApiClient
from shelfsignal.collection.adapters.sp_api.documents import SignedDocuments
from shelfsignal.collection.adapters.sp_api.feed import SimpleFeed
from shelfsignal.collection.adapters.sp_api.feedback import CustomerFeedbackApi
from shelfsignal.collection.adapters.sp_api.listings import SellerListings
from shelfsignal.collection.domain.errors import SourceUnavailable
from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.collection.domain.tails import ReviewTails, TailRules
from shelfsignal.collection.services.collect_pages import collect_pages
from shelfsignal.collection.services.collect_review_tails import collect_review_tails
from shelfsignal.kernel.catalogue import ListingKind
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import Marketplace, SellerId
from tests.builders.collection import ORG, RUN, a_connection, a_run, a_scope
from tests.fakes.listings import FakeListingsShelf
from tests.unit.collection.conftest import World
from tests.unit.collection.test_hostile_job import Tokens, Unlimited
from tests.unit.mock_amazon.served import serving

PLACE = Marketplace.US
FAST = {"rate": 1000, "burst": 1000}


@pytest.fixture(scope="module")
def shop():
    with serving(
        *("--products", "150", "--sellers", "1", "--seed", "5", "--faults", "none"),
        *("--hold-seconds", "0.2", "--report-seconds", "0.2"),
        *("--now", utc_now().date().isoformat()),
    ) as served:
        yield served


class SteadyTokens(Tokens):
    """Those of a login that answers in the end."""

    def get(self, connection):
        for _ in range(20):
            try:
                return super().get(connection)
            except httpx.HTTPError:
                continue
        raise AssertionError


class Refresh:
    """A run of the mock's one seller, on fakes but for Amazon."""

    def __init__(self, shop, rules=None):
        shop.admin("reset", parts=["traffic", "faults", "buckets", "reports"])
        shop.admin("bucket", **FAST)
        self.shop, (self.seller,) = shop, shop.sellers
        self.tokens = SteadyTokens(shop, self.seller)
        self.client = SpApiClient(
            httpx.Client(timeout=5.0),
            shop.url,
            self.tokens,
            Unlimited(),
            utc_now,
            sleep=lambda _: None,
        )
        self.world, self.shelf = World(), FakeListingsShelf()
        documents = SignedDocuments(httpx.Client(), plain=True, sleep=lambda _: None)
        seller_id = SellerId(self.seller["seller_id"])
        self.world.connections.put(a_connection(seller_id, (PLACE,)))
        self.scope = a_scope().model_copy(update={"seller_id": seller_id})
        self.collector = replace(
            self.world.collector,
            source=SellerListings(self.client, documents, self.shelf, 100),
            feedback=CustomerFeedbackApi(self.client, utc_now),
            rules=rules or TailRules(ReviewTails.ASKED, 7),
            clock=utc_now,
        )

    def until_done(self, most=40):
        """As the state machine does: again while there is more, and after what may pass."""
        for _ in range(most):
            try:
                outcome = collect_pages(self.collector, self.scope, lambda: 300.0)
            except SourceUnavailable:
                continue
            if not outcome.more:
                self._complete(outcome.batches_key)
                return outcome
            self.shop.admin("clock", advance_seconds=outcome.wait_s)
        raise AssertionError

    def _complete(self, key):
        for batch in self.world.lake.manifests[key]:
            for _ in range(10):
                try:
                    collect_review_tails(self.collector, batch, lambda: 300.0)
                    break
                except SourceUnavailable:
                    continue

    def next_run(self, run_id, status_before):
        """Another run, a day later, after the last one ended like that; its tails."""
        runs = self.world.runs.runs
        last = self.scope.run_id
        runs[ORG, last] = replace(runs[ORG, last], status=status_before)
        day = self.scope.day + timedelta(days=1)
        self.scope = self.scope.model_copy(update={"run_id": run_id, "day": day})
        runs[ORG, run_id] = a_run(run_id=run_id, day=day)
        self.world.lake.tails.clear()
        self.until_done()
        return self.tails()

    def listings(self):
        pages = self.world.lake.pages.values()
        return {each.product.asin: each for page in pages for each in page}

    def tails(self):
        return {key[-1]: tail for key, tail in self.world.lake.tails.items()}

    def ask(self, path, params):
        headers = {"x-amz-access-token": self.tokens.get(None)}
        return httpx.get(f"{self.shop.url}{path}", params=params, headers=headers).json()

    def requests(self):
        stats = httpx.get(f"{self.shop.url}/admin/stats").json()["operations"]
        return {row["operation"]: row["requests"] for row in stats}


@pytest.fixture(scope="module")
def by_feed(shop):
    """The same shop by the simple feed."""
    run = Refresh(shop)
    run.collector = replace(
        run.collector, source=SimpleFeed(run.client, 100), rules=TailRules(ReviewTails.EMBEDDED)
    )
    run.until_done()
    return run


def reviews_of(run):
    """By product: those of the page and those of the tail."""
    found = {
        asin: {each.review_id: each for each in listing.reviews}
        for asin, listing in run.listings().items()
    }
    for asin, tail in run.tails().items():
        found[asin].update({each.review_id: each for each in tail.reviews})
    return found


def test_the_same_products_and_reviews_as_by_the_feed(shop, by_feed):
    run = Refresh(shop)

    outcome = run.until_done()

    fed, listed = by_feed.listings(), run.listings()
    assert set(listed) == set(fed)
    assert len(listed) > 40, "several pages"
    for asin, listing in listed.items():
        ours, theirs = listing.product, fed[asin].product
        assert (ours.title, ours.brand, ours.category) == (
            theirs.title,
            theirs.brand,
            theirs.category,
        )
        assert (ours.parent_asin, ours.sales_rank, ours.currency) == (
            theirs.parent_asin,
            theirs.sales_rank,
            theirs.currency,
        )
    assert reviews_of(run) == reviews_of(by_feed)
    assert run.world.failures.rows == {}
    assert outcome.batches == len(run.world.lake.manifests[outcome.batches_key])


def test_prices_are_those_of_the_buy_box(shop):
    run = Refresh(shop)

    run.until_done()

    for asin, listing in list(run.listings().items())[:10]:
        params = {"MarketplaceId": PLACE.marketplace_id, "ItemCondition": "New"}
        offers = run.ask(f"/products/pricing/v0/items/{asin}/offers", params)["payload"]
        [winner] = [each for each in offers["Offers"] if each["IsBuyBoxWinner"]]
        assert float(listing.product.price) == winner["ListingPrice"]["Amount"], asin


def test_every_answer_is_kept_as_it_came_and_each_operation_is_counted(shop):
    run = Refresh(shop)

    run.until_done()

    pages = -(-len(run.listings()) // 20)
    asked = run.requests()
    assert asked["createReport"] == asked["getReportDocument"] == 1
    assert asked["searchCatalogItems"] == asked["getCompetitivePricing"] == pages
    assert asked["getItemReviewTopics"] == len(run.listings())
    [totals] = run.collector.checkpoints.totals(ORG, RUN)
    counted = {operation.value: count for operation, count in totals.requests.items()}
    assert counted == {name: asked[name] for name in counted}
    raw = [key[4] for key in run.world.lake.raw]
    assert raw.count("searchCatalogItems") == raw.count("getCompetitivePricing") == pages
    assert len(run.shelf.reports) == 1


def test_feedback_is_in_the_tail_and_not_asked_again_the_next_day(shop):
    run = Refresh(shop, TailRules(ReviewTails.NONE, 7))

    run.until_done()

    told = [tail.feedback for tail in run.tails().values()]
    assert len(told) == len(run.listings())
    assert sum(bool(each.topics) for each in told) > len(told) / 4
    assert all(tail.reviews == () for tail in run.tails().values())
    memory = next(iter(run.world.products.rows.values()))
    assert memory.feedback
    assert memory.feedback.run_id == RUN


@pytest.mark.parametrize(
    "outcomes", [["FATAL"], ["CANCELLED"], ["CANCELLED", "CANCELLED"], ["FATAL", "FATAL"]]
)
def test_a_report_that_fails_is_asked_for_once_more(shop, outcomes):
    run = Refresh(shop)
    shop.admin("reports", outcomes=outcomes, seconds=0.2)

    run.until_done()

    assert (not run.listings()) is (len(outcomes) > 1)
    assert run.requests()["createReport"] == 2
    dropped = run.world.runs.get(ORG, RUN).counters.dropped
    assert dropped.get("nothing_to_report", 0) == (outcomes == ["CANCELLED", "CANCELLED"])
    errors = [each.error for each in run.world.failures.rows.values()]
    assert errors == (["SourceRefused"] if outcomes == ["FATAL", "FATAL"] else [])


def test_whatever_goes_wrong_the_content_is_the_same(shop, by_feed):
    run = Refresh(shop)
    shop.admin("faults", profile="hostile", hold_s=0.2)

    run.until_done()

    assert set(run.listings()) == set(by_feed.listings())
    assert reviews_of(run) == reviews_of(by_feed)
    assert run.world.failures.rows == {}


def test_the_next_run_asks_for_what_is_new_and_all_of_it_when_that_was_not_analysed(shop):
    run = Refresh(shop, TailRules(ReviewTails.ASKED, 0))
    run.until_done()
    first, brought = reviews_of(run), run.requests()["listReviewTexts"]
    asin = next(asin for asin, found in first.items() if len(found) > 3)
    shop.admin("plant", kind="add_review", asin=asin, marketplace="US")
    shop.admin("clock", advance_days=1)

    second = run.next_run("01HRUN0000000000000000000B", RunStatus.SUCCEEDED)
    new = {name: tail for name, tail in second.items() if tail.reviews}
    assert asin in new
    reviewed = [name for name, found in first.items() if found]
    assert {second[name].kind for name in reviewed} == {ListingKind.PARTIAL}
    assert sum(tail.reviews_count for tail in second.values()) < sum(map(len, first.values())) / 5

    third = run.next_run("01HRUN0000000000000000000C", RunStatus.PARTIAL)
    assert {tail.kind for tail in third.values()} == {ListingKind.COMPLETE}
    whole = {name: {each.review_id for each in tail.reviews} for name, tail in third.items()}
    assert all(set(first[name]) <= whole[name] for name in whole)
    assert asin in {name for name in whole if len(whole[name]) > len(first[name])}
    assert brought > 0
