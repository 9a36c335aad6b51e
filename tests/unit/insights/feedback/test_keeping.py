"""Amazon's topics as they are kept: what of them, when, and for how long."""

import itertools
import math
from datetime import timedelta

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfsignal.insights.adapters.dynamo.feedback_store import MAX_BYTES, DynamoFeedback
from shelfsignal.insights.domain import feedback as kept
from shelfsignal.insights.domain.deliveries import deliver
from shelfsignal.insights.domain.feedback import KEPT_FOR, cleaned, fitted, line_of
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.kernel import lake
from shelfsignal.kernel.customer_feedback import FeedbackSide, FeedbackSubtopic, TopicMetrics
from shelfsignal.kernel.ids import OrgId, ProductId
from tests.builders.feedback import a_feedback, a_topic
from tests.builders.insights import NOON, ORG, a_batch, a_listing, a_product, a_review
from tests.fakes.insights import Killed, World

P1 = ProductId("US-B000000001")
HOUR = timedelta(hours=1)
hostile = st.text(
    st.characters(codec=None) | st.sampled_from("\x00\x1b\u202e\ud800<>&'\"\n"), max_size=400
)


def with_feedback(feedback, reviews=(), *, needs_tail=False, number=1):
    listing = a_listing(reviews, a_product(number), needs_tail=needs_tail)
    return listing.model_copy(update={"feedback": feedback})


# --- the store: the same promises in memory and on DynamoDB


def test_the_newest_fetch_up_to_a_moment_is_found(stores):
    first = a_feedback(a_topic("Noise"), fetched_at=NOON)
    second = a_feedback(a_topic("Battery"), fetched_at=NOON + HOUR)
    for each in (second, first):
        stores.feedback.put(ORG, each)

    assert stores.feedback.newest(ORG, P1) == second
    assert stores.feedback.newest(ORG, P1, NOON + HOUR) == second
    assert stores.feedback.newest(ORG, P1, NOON + HOUR / 2) == first
    assert stores.feedback.newest(ORG, P1, NOON - HOUR) is None


def test_a_fetch_never_changes(stores):
    stores.feedback.put(ORG, a_feedback(a_topic("Noise")))
    stores.feedback.put(ORG, a_feedback(a_topic("Battery")))

    assert stores.feedback.newest(ORG, P1).topics[0].name == "Noise"


def test_organisations_and_products_do_not_share(stores):
    stores.feedback.put(ORG, a_feedback(a_topic()))

    assert stores.feedback.newest(OrgId("other"), P1) is None
    assert stores.feedback.newest(ORG, ProductId("US-B000000002")) is None


def test_nothing_to_tell_is_kept_as_such(stores):
    stores.feedback.put(ORG, a_feedback(from_date=None, to_date=None))

    assert stores.feedback.newest(ORG, P1).topics == ()


def test_an_item_expires_by_itself_and_is_beside_the_card(aws):
    DynamoFeedback("insights").put(ORG, a_feedback(a_topic()))

    (item,) = boto3.client("dynamodb").scan(TableName="insights")["Items"]
    assert item["pk"]["S"] == "ORG#demo#PRODUCT#US-B000000001"
    assert item["sk"]["S"] == "FEEDBACK#2026-11-22T12:00:00.000Z"
    assert int(item["expires_at"]["N"]) == int((NOON + KEPT_FOR).timestamp())


def test_an_item_of_another_edition_of_this_code_is_as_if_never_asked(aws):
    DynamoFeedback("insights").put(ORG, a_feedback(a_topic()))
    client = boto3.client("dynamodb")
    (item,) = client.scan(TableName="insights")["Items"]
    client.put_item(TableName="insights", Item=item | {"feedback": {"B": b"?"}})

    assert DynamoFeedback("insights").newest(ORG, P1) is None


def heavy():
    """As many and as long texts as are let through, that do not compress."""
    texts = (
        "".join(chr(0x4E00 + (i * 7919 + j * 104729) % 20000) for j in range(300))
        for i in itertools.count()
    )

    def subtopic():
        return FeedbackSubtopic(name=next(texts)[:110], snippets=(next(texts),))

    def topic(side):
        subtopics = tuple(subtopic() for _ in range(8))
        made = a_topic(next(texts)[:110], 5.0, side, snippets=(next(texts), next(texts)))
        return made.model_copy(update={"subtopics": subtopics})

    return a_feedback(*(topic(side) for side in FeedbackSide for _ in range(20)))


def test_more_than_an_item_may_hold_loses_its_snippets_first(aws):
    DynamoFeedback("insights").put(ORG, heavy())

    found = DynamoFeedback("insights").newest(ORG, P1)
    assert found is not None
    assert found.topics
    assert not any(topic.snippets for topic in found.topics)
    (item,) = boto3.client("dynamodb").scan(TableName="insights")["Items"]
    assert len(item["feedback"]["B"]) <= MAX_BYTES


@pytest.mark.parametrize("allowed", [10**6, 60_000, 20_000, 2_000, 0])
def test_what_is_kept_fits_whatever_is_allowed(allowed):
    def size_of(feedback):
        return len(feedback.model_dump_json()) if feedback.topics else 0

    found = fitted(cleaned(heavy()), allowed, size_of)

    assert size_of(found) <= allowed
    assert found.fetched_at == NOON


# --- text from elsewhere


@given(hostile, st.integers(2, 300))
def test_a_line_is_short_plain_and_stays_what_it_is(text, most):
    line = line_of(text, most)

    assert len(line) <= most
    assert line == line.strip()
    assert not set(line) & set("\x00\x1b\n\u202e\u2066")
    assert line.isprintable()
    line.encode()
    assert line_of(line, most) == line


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(hostile, st.sampled_from(FeedbackSide), st.lists(hostile, max_size=5)),
        max_size=24,
    )
)
def test_whatever_amazon_sends_is_bounded_and_cleaning_is_done_once(sent):
    made = a_feedback(
        *(
            a_topic(name, 5.0, side, subtopics=texts, snippets=tuple(texts))
            for name, side, texts in sent
        )
    )

    found = cleaned(made)

    assert cleaned(found) == found
    assert len(found.topics) <= 2 * kept.MAX_TOPICS
    assert len({(topic.side, topic.name) for topic in found.topics}) == len(found.topics)
    for topic in found.topics:
        assert topic.name.isprintable()
        assert len(topic.snippets) <= kept.MAX_SNIPPETS
        assert len(topic.subtopics) <= kept.MAX_SUBTOPICS


@pytest.mark.parametrize("stars", [math.nan, math.inf, -math.inf, 40.0, -5.1])
def test_a_number_that_is_none_is_not_said(stars):
    wild = TopicMetrics(mentions=10**12, occurrence_percentage=5.0, star_rating_impact=stars)

    (topic,) = cleaned(a_feedback(a_topic(metrics=wild, parent=wild))).topics

    expected = TopicMetrics(mentions=None, occurrence_percentage=5.0, star_rating_impact=None)
    assert topic.metrics == topic.parent == expected


# --- a batch keeps what it brings


@pytest.fixture
def world():
    return World()


def newest(world, number=1):
    return world.feedback.newest(ORG, ProductId(f"US-B{number:09d}"))


def test_a_batch_keeps_the_topics_it_brings(world):
    listing = with_feedback(a_feedback(a_topic()), [a_review()])

    analyse_batch(world.deliver(a_batch(), listing), world.analyse_deps)

    assert newest(world) == a_feedback(a_topic())


def test_topics_come_with_the_tail_too(world):
    reviews = [a_review(i, body=f"{i}") for i in range(3)]
    batch = world.deliver(a_batch(), a_listing(reviews[:1], needs_tail=True))
    tail = with_feedback(a_feedback(a_topic()), reviews)
    world.listings.tails[lake.tail_key(batch, tail.product.asin)] = tail

    analyse_batch(batch, world.analyse_deps)

    assert newest(world) == a_feedback(a_topic())


def test_topics_are_kept_when_the_reviews_are_those_of_the_last_run(world):
    analyse_batch(world.deliver(a_batch(), a_listing([a_review()])), world.analyse_deps)
    later = a_feedback(a_topic(), fetched_at=NOON + HOUR)
    again = world.deliver(a_batch("RUN2"), with_feedback(later, [a_review()]))

    counted = analyse_batch(again, world.analyse_deps)

    assert counted.versions_written == 0
    assert newest(world) == later


def test_topics_of_a_product_without_reviews_are_kept(world):
    analyse_batch(world.deliver(a_batch(), with_feedback(a_feedback())), world.analyse_deps)

    assert newest(world) == a_feedback()


def test_topics_change_no_version(world):
    plain, topics = a_listing([a_review()]), with_feedback(a_feedback(a_topic()), [a_review()])

    assert deliver([plain]).listing_hashes == deliver([topics]).listing_hashes


def test_a_tail_that_brings_topics_alone_is_the_listing_seen_before(world):
    """Or every day on which Amazon is asked would look like a change."""
    plain = a_listing([a_review(i, body=f"{i}") for i in range(3)])
    page = plain.model_copy(update={"needs_tail": True, "needs_feedback": True})
    tail = plain.model_copy(update={"feedback": a_feedback(a_topic())})
    analyse_batch(world.deliver(a_batch(), plain), world.analyse_deps)
    batch = world.deliver(a_batch("RUN2"), page)
    world.listings.tails[lake.tail_key(batch, tail.product.asin)] = tail

    counted = analyse_batch(batch, world.analyse_deps)

    assert deliver([page], tail).main_hash == deliver([plain]).main_hash
    assert (counted.reviews_analysed, counted.versions_written) == (0, 0)
    assert newest(world) == a_feedback(a_topic())


def test_the_topics_fetched_last_are_those_of_a_delivery():
    early, late = a_feedback(), a_feedback(a_topic(), fetched_at=NOON + HOUR)

    assert deliver([with_feedback(late), with_feedback(early)]).feedback == late
    assert deliver([with_feedback(late)], with_feedback(early)).feedback == late
    assert deliver([a_listing()]).feedback is None


def test_another_products_topics_are_not_taken():
    assert deliver([with_feedback(a_feedback(number=2))]).feedback is None


def test_a_batch_delivered_twice_keeps_its_topics_once(world):
    listing = with_feedback(a_feedback(a_topic()), [a_review()])
    batch = world.deliver(a_batch(), listing)
    analyse_batch(batch, world.analyse_deps)
    writes = world.fuse.writes
    world.results.stored.clear()

    analyse_batch(batch, world.analyse_deps)

    assert len(world.feedback.kept) == 1
    assert world.fuse.writes == writes + 1, "the result alone is written again"


def test_a_batch_that_dies_on_the_way_keeps_them_when_it_is_tried_again(world):
    listings = [with_feedback(a_feedback(number=n), [a_review(n)], number=n) for n in (1, 2)]
    batch = world.deliver(a_batch(), *listings)
    world.fuse.blows_at = 1
    with pytest.raises(Killed):
        analyse_batch(batch, world.analyse_deps)
    world.fuse.blows_at = None

    analyse_batch(batch, world.analyse_deps)

    assert newest(world, 1)
    assert newest(world, 2)
