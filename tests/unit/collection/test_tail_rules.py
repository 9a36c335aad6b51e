"""What of a product is fetched beyond its page, and what is made of Amazon's own topics."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.collection.domain.checkpoints import FailureStage
from shelfsignal.collection.domain.connections import ConnectionStatus
from shelfsignal.collection.domain.errors import (
    MalformedAnswer,
    RoleMissing,
    SlotTooFar,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.domain.feedback import parse_feedback
from shelfsignal.collection.domain.jobs import Mark
from shelfsignal.collection.domain.products import CompleteListing, FeedbackAsked
from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.collection.domain.tails import (
    MOST_A_RUN,
    ReviewTails,
    ReviewWalk,
    TailRules,
    TailTerms,
)
from shelfsignal.collection.services.collect_pages import collect_pages
from shelfsignal.collection.services.collect_review_tails import collect_review_tails
from shelfsignal.kernel.catalogue import ListingKind
from shelfsignal.kernel.customer_feedback import FeedbackSide
from shelfsignal.kernel.ids import Asin, Marketplace, RunId
from tests.builders.collection import (
    DAY,
    NOW,
    ORG,
    RUN,
    SELLER,
    a_connection,
    a_long_item,
    a_page,
    a_review,
    a_reviews_page,
    a_run,
    a_scope,
    an_item,
)

ONE = Asin("B1")
EARLIER = RunId("01HRUN00000000000000000000")
METRICS = {"numberOfMentions": 12, "occurrencePercentage": 6.5, "starRatingImpact": -0.4}


def plenty() -> float:
    return 300.0


def a_topic(name="leaks", **changes):
    return {"topic": name, "asinMetrics": METRICS, "reviewSnippets": ["It leaks."], **changes}


def topics(asin=ONE, positive=(), negative=None, **changes):
    sides = {
        "positiveTopics": list(positive),
        "negativeTopics": [a_topic()] if negative is None else list(negative),
    }
    dates = {"startDate": "2025-11-22T00:00:00Z", "endDate": "2026-11-22T00:00:00Z"}
    body = {"asin": asin, "dateRange": dates, "topics": sides, **changes}
    return json.dumps(body).encode()


def read(body, asin=ONE):
    return parse_feedback(body, asin, Marketplace.US, NOW)


def test_topics_are_read_as_amazon_says_them():
    part = {"subtopic": "lid", "metrics": {"numberOfMentions": 3}, "reviewSnippets": ["The lid."]}
    node = {"occurrencePercentage": {"allProducts": 2.5}, "starRatingImpact": {"allProducts": -1}}
    row = a_topic(subtopics=[part], parentAsinMetrics=METRICS, browseNodeMetrics=node)

    feedback = read(topics(positive=[a_topic("taste")], negative=[row])).feedback

    assert (str(feedback.from_date), str(feedback.to_date)) == ("2025-11-22", "2026-11-22")
    good, bad = feedback.topics
    assert (good.name, good.side) == ("taste", FeedbackSide.POSITIVE)
    assert (bad.name, bad.side, bad.snippets) == ("leaks", FeedbackSide.NEGATIVE, ("It leaks.",))
    assert bad.metrics.model_dump() == {
        "mentions": 12,
        "occurrence_percentage": 6.5,
        "star_rating_impact": -0.4,
    }
    assert bad.parent == bad.metrics
    assert (bad.browse_node.occurrence_percentage, bad.browse_node.mentions) == (2.5, None)
    assert [(each.name, each.metrics.mentions) for each in bad.subtopics] == [("lid", 3)]


def test_no_content_is_nothing_to_tell():
    found = read(b"")

    assert (found.feedback.topics, found.feedback.fetched_at) == ((), NOW)


@pytest.mark.parametrize(
    "row", [None, "leaks", {}, {"topic": ""}, {"topic": 5}, {"topic": " \n "}, a_topic()]
)
def test_a_topic_that_cannot_be_read_or_is_there_twice_is_left_out_alone(row):
    found = read(topics(negative=[a_topic(), row]))

    assert [each.name for each in found.feedback.topics] == ["leaks"]
    assert dict(found.dropped) == {"malformed_topic": 1}


@pytest.mark.parametrize("value", ["many", -3, 10**30, None, [], True])
def test_figures_that_cannot_be_meant_are_none(value):
    metrics = dict.fromkeys(METRICS, value)

    [topic] = read(topics(negative=[a_topic(asinMetrics=metrics)])).feedback.topics

    assert topic.metrics.mentions is None
    assert topic.metrics.occurrence_percentage is None


@pytest.mark.parametrize(
    "body", [b"<html>", b"{}", b'{"topics": []}', topics(asin="B9"), b"[" * 100_000]
)
def test_an_answer_of_another_shape_is_not_nothing_to_tell(body):
    with pytest.raises(MalformedAnswer):
        read(body)


def test_long_texts_and_lists_are_cut():
    row = a_topic("x" * 900, reviewSnippets=["y" * 5000] * 90)

    [topic] = read(topics(negative=[row])).feedback.topics

    assert (len(topic.name), len(topic.snippets), len(topic.snippets[0])) == (200, 20, 1000)


TERMS = TailTerms(RUN, DAY, whole_days=7)


def a_memory(world, *, complete=None, feedback=None):
    world.remember_complete(ONE, EARLIER, 0)
    memory = world.products.rows[ORG, "US-B1"]
    return replace(memory, complete=complete, feedback=feedback)


@pytest.mark.parametrize(
    ("days_ago", "run_id", "due"),
    [(None, None, True), (6, EARLIER, False), (7, EARLIER, True), (0, RUN, True)],
    ids=["never", "six days", "a week", "by this very run"],
)
def test_feedback_is_asked_for_once_a_week(world, days_ago, run_id, due):
    asked = None
    if run_id:
        asked = FeedbackAsked(DAY - timedelta(days=days_ago), run_id, "00001-00")
    memory = a_memory(world, feedback=asked)

    assert TailRules(feedback_days=7).is_feedback_due(ONE, memory, TERMS) is due
    assert not TailRules(feedback_days=0).is_feedback_due(ONE, memory, TERMS)
    refused = replace(TERMS, may_ask_feedback=False)
    assert not TailRules(feedback_days=7).is_feedback_due(ONE, memory, refused)


@pytest.mark.parametrize("every", [1, 7], ids=["daily", "weekly"])
def test_a_large_shop_is_asked_about_a_part_at_a_time_and_about_all_in_the_end(every):
    rules, asins = TailRules(feedback_days=7), [Asin(f"B{n:09d}") for n in range(700)]
    left, most = set(asins), 0
    for run in range(60):
        day = DAY + timedelta(days=run * every)
        terms = TailTerms(RUN, day, 7, shop_products=10 * MOST_A_RUN)
        due = {each for each in left if rules.is_feedback_due(each, None, terms)}
        most = max(most, len(due))
        left -= due

    assert len(left) < 10
    assert most < len(asins) / 5


@pytest.mark.parametrize(
    ("complete", "walk"),
    [
        (None, ReviewWalk()),
        ((0, EARLIER, Mark(NOW)), ReviewWalk(known=Mark(NOW))),
        ((7, EARLIER, Mark(NOW)), ReviewWalk()),
        ((1, EARLIER, None), ReviewWalk()),
        ((0, RUN, Mark(NOW)), ReviewWalk()),
    ],
    ids=["never", "since the mark", "a week", "no mark", "by this very run"],
)
def test_texts_are_asked_for_since_the_mark_and_whole_once_a_week(world, complete, walk):
    if complete:
        days, run_id, mark = complete
        complete = CompleteListing(DAY - timedelta(days=days), run_id, "b", 0, "", mark)
    memory = a_memory(world, complete=complete)

    assert TailRules(ReviewTails.ASKED).walk(None, memory, TERMS) == walk
    assert TailRules(ReviewTails.NONE).walk(None, memory, TERMS) is None


class Tails:
    """A batch of a feed's products, with Customer Feedback asked for beside their reviews."""

    def __init__(self, world, days=7, reviews=ReviewTails.EMBEDDED):
        self.world = world
        self.rules = TailRules(reviews, days)
        self.collector = replace(world.collector, rules=self.rules)
        world.feedback.answers = {"B1": topics(), "B2": topics("B2")}

    def run(self, *items, run_id=RUN):
        """One run's pages and tails."""
        scope = a_scope(run_id)
        if (ORG, run_id) not in self.world.runs.runs:
            self.world.runs.runs[ORG, run_id] = a_run(run_id=run_id)
        self.world.feed.put("", a_page(*(items or (an_item("B1"), an_item("B2")))))
        outcome = collect_pages(self.collector, scope, plenty)
        self.batches = self.world.lake.manifests[outcome.batches_key]
        return self.again()

    def again(self):
        return [collect_review_tails(self.collector, each, plenty) for each in self.batches]

    def told(self):
        return {key[-1]: tail.feedback for key, tail in self.world.lake.tails.items()}

    @property
    def dropped(self):
        return dict(self.world.runs.get(ORG, RUN).counters.dropped)


@pytest.fixture
def tails(world):
    return Tails(world)


def test_feedback_lies_in_the_tail_raw_first_and_is_counted(world, tails):
    tails.run()

    assert {asin: len(each.topics) for asin, each in tails.told().items()} == {"B1": 1, "B2": 1}
    assert world.lake.journal[-2:] == [
        "raw getItemReviewTopics B1 1",
        "raw getItemReviewTopics B2 1",
    ]
    assert {tail.kind for tail in world.lake.tails.values()} == {ListingKind.COMPLETE}
    [totals] = world.checkpoints.totals(ORG, RUN)
    assert totals.requests == {"listProducts": 1, "getItemReviewTopics": 2}


def test_a_product_is_asked_about_again_when_its_batch_was_never_analysed(world, tails):
    tails.run()
    world.feedback.asked.clear()
    world.runs.runs[ORG, RUN] = a_run(status=RunStatus.PARTIAL)

    tails.run(run_id=EARLIER)
    assert world.feedback.asked == ["B1", "B2"]
    world.runs.runs[ORG, EARLIER] = a_run(run_id=EARLIER, status=RunStatus.SUCCEEDED)
    tails.run(run_id=RunId("01HRUN0000000000000000000B"))
    assert world.feedback.asked == ["B1", "B2"]


def test_a_missing_role_is_met_once_and_stops_nothing_else(world, tails):
    refusal = RoleMissing(SELLER, "getItemReviewTopics", "403 Unauthorized")
    world.feedback.answers = {"": refusal}
    world.feed.put("tail-B3", a_reviews_page(a_review("R9"), asin="B3"), asin="B3")

    tails.run(an_item("B1"), an_item("B2"), a_long_item("B3"))
    tails.run(run_id=EARLIER)

    assert world.feedback.asked == ["B1"]
    connection = world.connections.get(a_connection().grant)
    assert connection.status is ConnectionStatus.ACTIVE
    assert (connection.feedback_refused_on, connection.feedback_refusal) == (
        DAY,
        "403 Unauthorized",
    )
    assert tails.told() == {"B1": None, "B2": None, "B3": None}
    reviews = {key[-1]: tail.reviews_count for key, tail in world.lake.tails.items()}
    assert reviews == {"B1": 1, "B2": 1, "B3": 2}
    assert tails.dropped == {"feedback_role_missing": 1}
    assert world.failures.rows == {}


def test_a_refusal_stands_for_a_week(world):
    connection = replace(a_connection(), feedback_refused_on=DAY)

    assert not connection.may_ask_feedback(DAY + timedelta(days=6), 7)
    assert connection.may_ask_feedback(DAY + timedelta(days=7), 7)
    assert a_connection().may_ask_feedback(DAY, 7)


@pytest.mark.parametrize(
    ("failure", "reason", "remembered"),
    [
        (SourceRefused("getItemReviewTopics", 404, "no item"), "refused_feedback", True),
        (MalformedAnswer("getItemReviewTopics", "no JSON"), "unreadable_feedback", False),
    ],
)
def test_feedback_that_cannot_be_had_costs_only_itself(world, tails, failure, reason, remembered):
    world.feedback.answers["B1"] = failure

    tails.run()

    assert tails.told()["B1"] is None
    assert tails.told()["B2"]
    assert tails.dropped == {reason: 1}
    assert bool(world.products.rows[ORG, "US-B1"].feedback) is remembered
    assert world.failures.rows == {}


def test_feedback_that_does_not_come_is_left_to_the_next_run_and_fails_no_batch(world, tails):
    world.feedback.answers["B1"] = SourceUnavailable("getItemReviewTopics", "503")

    tails.run()

    assert world.feedback.asked == ["B1", "B1", "B2"]
    assert tails.told()["B1"] is None
    assert tails.told()["B2"]
    assert tails.dropped == {"unavailable_feedback": 1}
    assert world.products.rows[ORG, "US-B1"].feedback is None, "asked about again next time"
    assert world.failures.rows == {}


def test_while_amazon_answers_for_nothing_a_batch_stops_asking(world, tails):
    world.feedback.answers = {"": SourceUnavailable("getItemReviewTopics", "503")}

    tails.run(*(an_item(f"B{number}") for number in range(4)))

    assert len(set(world.feedback.asked)) == 2
    assert list(tails.told().values()) == [None] * 4


def test_a_slot_too_far_for_feedback_is_waited_for_outside(world, tails):
    world.feedback.answers["B1"] = SlotTooFar("getItemReviewTopics", 2.1)

    [outcome] = tails.run()

    assert (outcome.more, outcome.wait_s) == (True, 3)


def test_a_source_without_texts_has_tails_only_for_feedback(world):
    tails = Tails(world, days=0, reviews=ReviewTails.NONE)

    tails.run(a_long_item("B1"))

    assert [batch.tails for batch in tails.batches] == [0]
    assert world.lake.tails == {}


def test_texts_that_fail_for_good_are_recorded_for_their_product(world):
    tails = Tails(world, days=0, reviews=ReviewTails.ASKED)
    world.feed.put("", SourceRefused("listReviewTexts", 400, "bad"), asin="B1")
    world.feed.put("", a_reviews_page(asin="B2"), asin="B2")

    tails.run()

    [failure] = world.failures.rows.values()
    assert (failure.stage, failure.subject[-2:]) == (FailureStage.TAIL, "B1")
    assert list(tails.told()) == ["B2"]


def test_texts_that_have_to_wait_do_not_make_feedback_be_asked_for_twice(world):
    tails = Tails(world, reviews=ReviewTails.ASKED)
    later = SlotTooFar("listReviewTexts", 3.0)
    world.feed.put("", later, a_reviews_page(asin="B1"), asin="B1")
    world.feed.put("", a_reviews_page(asin="B2"), asin="B2")

    tails.run()
    tails.again()

    assert world.feedback.asked == ["B1", "B2"]
    assert all(tails.told().values())


def test_a_refusal_is_forgotten_when_amazon_answers_for_feedback_again(world, tails):
    refused = {"feedback_refused_on": DAY - timedelta(days=7), "feedback_refusal": "403"}
    world.connections.put(replace(a_connection(), **refused))

    tails.run()

    assert all(tails.told().values())
    assert world.connections.get(a_connection().grant) == a_connection()


def test_a_refusal_stays_while_amazon_does_not_answer(world, tails):
    refused = {"feedback_refused_on": DAY - timedelta(days=7), "feedback_refusal": "403"}
    world.connections.put(replace(a_connection(), **refused))
    world.feedback.answers = {"": SourceUnavailable("getItemReviewTopics", "503")}

    tails.run()

    assert world.connections.get(a_connection().grant).feedback_refusal == "403"


@pytest.fixture
def refused(world):
    """Both products' feedback is there; the first one's texts are refused."""
    tails = Tails(world, reviews=ReviewTails.ASKED)
    world.feed.put("", SourceRefused("listReviewTexts", 400, "bad"), asin="B1")
    world.feed.put("", a_reviews_page(asin="B2"), asin="B2")
    tails.run()
    return tails


def test_feedback_of_a_product_whose_texts_are_refused_is_kept_and_not_asked_twice(world, refused):
    refused.again()

    assert all(refused.told()[asin] for asin in ("B1", "B2"))
    assert world.feedback.asked == ["B1", "B2"]
    kinds = {key[-1]: tail.kind for key, tail in world.lake.tails.items()}
    assert kinds == {"B1": ListingKind.PARTIAL, "B2": ListingKind.COMPLETE}
    [failure] = world.failures.rows.values()
    assert (failure.stage, failure.subject[-2:]) == (FailureStage.TAIL, "B1")
    memory = world.products.rows[ORG, "US-B1"]
    assert (memory.complete, bool(memory.feedback)) == (None, True)


def test_the_next_attempt_asks_again_for_texts_that_were_refused_and_only_once(world, refused):
    world.runs.runs[ORG, RUN] = replace(world.runs.get(ORG, RUN), attempt=2)
    world.feed.put("", a_reviews_page(a_review("R9"), asin="B1"), asin="B1")
    world.feed.asked.clear()

    refused.again()
    refused.again()

    assert [asin for _, asin, _ in world.feed.asked] == ["B1"]
    [tail] = [tail for key, tail in world.lake.tails.items() if key[-1] == "B1"]
    assert tail.kind is ListingKind.COMPLETE
    assert tail.feedback
    assert world.failures.of_attempt(ORG, RUN, 2) == []


def test_texts_that_are_refused_again_are_recorded_for_that_attempt(world, refused):
    world.runs.runs[ORG, RUN] = replace(world.runs.get(ORG, RUN), attempt=2)

    refused.again()

    [failure] = world.failures.of_attempt(ORG, RUN, 2)
    assert failure.subject[-2:] == "B1"
    assert refused.told()["B1"]
