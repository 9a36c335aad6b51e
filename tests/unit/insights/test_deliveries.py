"""What counts as the same delivery."""

from datetime import timedelta

import pytest

from shelfsignal.insights.domain.deliveries import content_hash, deliver
from shelfsignal.kernel.ids import ReviewId
from tests.builders.insights import NOON, a_listing, a_product, a_review


@pytest.mark.parametrize(
    "changes",
    [{"title": "Other"}, {"body": "Other"}, {"rating": 4}, {"review_date": NOON}],
    ids=["title", "body", "rating", "date"],
)
def test_a_changed_content_changes_the_hash(changes):
    assert content_hash(a_review(**changes)) != content_hash(a_review())


def test_helpful_votes_and_names_are_not_content():
    assert content_hash(a_review(helpful_votes=9, display_name="x")) == content_hash(a_review())


def test_text_does_not_leak_from_title_to_body():
    assert content_hash(a_review(title="ab", body="c")) != content_hash(
        a_review(title="a", body="bc")
    )


def test_the_order_of_reviews_does_not_matter():
    one, two = a_review(1), a_review(2)

    assert deliver([a_listing([one, two])]).main_hash == deliver([a_listing([two, one])]).main_hash


def test_a_partial_listing_is_another_delivery_than_a_complete_one():
    complete = deliver([a_listing([a_review()])])
    partial = deliver([a_listing([a_review()], is_complete=False)])

    assert complete.main_hash != partial.main_hash
    assert not partial.is_complete


def test_a_listing_that_needs_its_tail_is_partial_without_it():
    assert not deliver([a_listing([a_review()], needs_tail=True)]).is_complete


def test_a_tail_completes_the_listing_and_its_reading_wins():
    page = a_listing([a_review(1, body="old words")], needs_tail=True)
    tail = a_listing([a_review(1, body="new words"), a_review(2)])

    delivery = deliver([page], tail)

    assert delivery.is_complete
    assert sorted(delivery.review_by_id) == ["R1", "R2"]
    assert delivery.review_by_id[ReviewId("R1")].body == "new words"
    assert delivery.listing_hashes[0] == deliver([page]).main_hash


def test_a_review_repeated_in_a_listing_counts_once_as_last_dated():
    twice = [a_review(1, body="later", days_ago=1), a_review(1, body="earlier", days_ago=5)]

    delivery = deliver([a_listing(twice)])

    assert [each.body for each in delivery.review_by_id.values()] == ["later"]


def test_a_product_repeated_on_a_page_is_one_delivery_with_its_latest_facts():
    first = a_listing([a_review(1)], a_product(title="Old"), is_complete=False)
    second = a_listing([a_review(2)], a_product(title="New")).model_copy(
        update={"fetched_at": NOON + timedelta(minutes=1)}
    )

    delivery = deliver([first, second])

    assert delivery.product.title == "New"
    assert sorted(delivery.review_by_id) == ["R1", "R2"]
