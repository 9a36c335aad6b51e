"""The comparison over stored topics and a stored ledger: now, at a moment, for whom."""

from collections import Counter
from datetime import timedelta

import pytest
from botocore.client import BaseClient

from shelfsignal.insights.domain.feedback_views import FeedbackState, FeedbackVerdict
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.deps import AnalyseDeps
from shelfsignal.insights.services.feedback import FeedbackQueries
from shelfsignal.insights.services.finding import ProductNotFound
from shelfsignal.kernel import lake
from shelfsignal.kernel.ids import OrgId, ProductId
from tests.builders.feedback import a_feedback, a_topic
from tests.builders.insights import DAY, NOON, ORG, WORDS, a_batch, a_listing, a_product, a_review
from tests.fakes.insights import FakeAnalyser, FakeListings, Ticking

P1 = ProductId("US-B000000001")
BAD = [a_review(i, 1, f"{i}: {WORDS['battery']}", days_ago=10 * i + 1) for i in range(12)]
FINE = [a_review(100 + i, 5, f"{i}: nice", days_ago=7 * i + 1) for i in range(48)]
HOUR = timedelta(hours=1)


class Shop:
    """A day's run brings listings with topics; its clock starts at NOON."""

    def __init__(self, stores):
        self.stores, self.listings, self.clock = stores, FakeListings(), Ticking()
        self.reads = FeedbackQueries(
            stores.cards, stores.insights, stores.ledgers, stores.rollups, stores.feedback
        )

    def refresh(self, run, reviews, feedback=None, product=None):
        batch = a_batch(run)
        listing = a_listing(reviews, product).model_copy(update={"feedback": feedback})
        self.listings.pages[lake.page_key(batch, 1)] = [listing]
        s = self.stores
        deps = AnalyseDeps(
            self.listings, s.ledgers, s.insights, s.pointers, s.cards, s.results,
            s.feedback, FakeAnalyser(), load_taxonomy(), self.clock,
        )  # fmt: skip
        analyse_batch(batch, deps)


@pytest.fixture
def shop(stores):
    return Shop(stores)


def verdicts(view):
    assert view.compared is not None
    return [(row.amazon and row.amazon.name, row.verdict.value) for row in view.compared.rows]


def test_amazons_topics_are_compared_with_the_version_shown(shop):
    shop.refresh("RUN1", [*BAD, *FINE], a_feedback(a_topic("Battery", 21.0), a_topic("Gift", 3.0)))

    view = shop.reads.compare(ORG, P1)

    assert (view.state, view.asked_at) == (FeedbackState.COMPARED, NOON)
    assert verdicts(view) == [("Battery", "agree"), ("Gift", "amazon_only")]
    found = view.compared
    assert (found.version, found.reviews, found.analysed) == (1, 60, 60)
    assert (found.from_date, found.to_date) == (DAY - timedelta(days=365), DAY)


def test_a_bare_asin_is_enough(shop):
    shop.refresh("RUN1", FINE, a_feedback())

    assert shop.reads.compare(ORG, "B000000001").product_id == P1


def test_a_product_nobody_asked_amazon_about_says_so(shop):
    shop.refresh("RUN1", FINE)

    view = shop.reads.compare(ORG, P1)

    assert (view.state, view.asked_at, view.compared) == (FeedbackState.NEVER_ASKED, None, None)
    assert "connected seller" in view.why


def test_amazon_with_nothing_to_tell_is_not_never_asked(shop):
    shop.refresh("RUN1", FINE, a_feedback(from_date=None, to_date=None))

    view = shop.reads.compare(ORG, P1)

    assert (view.state, view.asked_at) == (FeedbackState.NOTHING_TO_TELL, NOON)
    assert view.compared is None


def test_a_new_version_is_compared_with_the_topics_there_are(shop):
    shop.refresh("RUN1", FINE, a_feedback(a_topic("Battery", 21.0)))
    assert verdicts(shop.reads.compare(ORG, P1)) == [("Battery", "amazon_higher")]

    shop.refresh("RUN2", [*BAD, *FINE])

    assert verdicts(shop.reads.compare(ORG, P1)) == [("Battery", "agree")]


def test_a_moment_shows_what_stood_then(shop):
    shop.refresh("RUN1", FINE, a_feedback(a_topic("Battery", 21.0)))
    between = shop.clock.now + HOUR
    shop.clock.now = between + HOUR
    late = a_feedback(a_topic("Noise", 5.0), fetched_at=between + HOUR)
    shop.refresh("RUN2", [*BAD, *FINE], late)

    view = shop.reads.compare(ORG, P1, as_of=between)

    assert verdicts(view) == [("Battery", "amazon_higher")]
    assert (view.compared.version, view.compared.day) == (1, between.date())
    assert shop.reads.compare(ORG, P1).compared.version == 2
    assert shop.reads.compare(ORG, P1, as_of=NOON - HOUR).state is FeedbackState.NEVER_ASKED


def test_topics_from_before_the_first_version_have_nothing_to_stand_beside(shop):
    shop.refresh("RUN1", FINE, a_feedback(a_topic(), fetched_at=NOON - HOUR))

    with pytest.raises(ProductNotFound):
        shop.reads.compare(ORG, P1, as_of=NOON - HOUR / 2)


def test_amazons_topics_are_of_brands_the_caller_sees_and_of_no_other_organisation(shop):
    shop.refresh("RUN1", FINE, a_feedback(a_topic()), a_product(1, brand="Acme"))

    assert shop.reads.seen_by(frozenset({"Acme"})).compare(ORG, P1)
    for reads, org in ((shop.reads.seen_by(frozenset({"Bolt"})), ORG), (shop.reads, OrgId("o"))):
        with pytest.raises(ProductNotFound):
            reads.compare(org, P1)


def test_a_topic_we_found_nothing_of_is_compared_with_none(shop):
    shop.refresh("RUN1", FINE, a_feedback(a_topic("Leaks", 1.0), a_topic("Noise", 40.0)))

    by_name = dict(verdicts(shop.reads.compare(ORG, P1)))

    assert by_name == {"Leaks": "agree", "Noise": FeedbackVerdict.AMAZON_HIGHER.value}


@pytest.mark.parametrize("stores", ["real"], indirect=True)
def test_a_comparison_is_a_handful_of_small_reads(shop, monkeypatch):
    shop.refresh("RUN1", [*BAD, *FINE], a_feedback(a_topic("Battery", 21.0)))
    sent: list[str] = []
    send = vars(BaseClient)["_make_api_call"]

    def noting(client, operation, asked):
        sent.append(operation)
        return send(client, operation, asked)

    monkeypatch.setattr(BaseClient, "_make_api_call", noting)

    shop.reads.compare(ORG, P1)

    # The card, the topics, LATEST and the day rolled up; the ledger is an object.
    assert Counter(sent) == {"BatchGetItem": 3, "Query": 1, "GetObject": 1}
