"""Amazon says / we found, as the API answers it."""

from datetime import UTC, datetime

import pytest

from shelfsignal.insights.domain.feedback_views import FeedbackState
from tests.builders.feedback import a_feedback_view

PATH = "/v1/products/US-B07X6C9RMF/feedback"


def test_both_sides_of_a_topic_are_shown_with_the_verdict(world):
    answer = world.get(PATH)

    assert answer.status == 200
    assert (answer.json["state"], answer.json["product_id"]) == ("compared", "US-B07X6C9RMF")
    compared = answer.json["compared"]
    assert (compared["from_date"], compared["to_date"]) == ("2025-11-22", "2026-11-22")
    assert (compared["reviews"], compared["analysed"], compared["version"]) == (64, 60, 3)
    battery, ours, amazons = compared["rows"]
    assert (battery["verdict"], battery["side"]) == ("agree", "negative")
    assert battery["amazon"]["metrics"] == {
        "mentions": 12,
        "occurrence_percentage": 20.0,
        "star_rating_impact": -0.4,
    }
    assert battery["ours"]["share"]["low"] == 0.1183
    assert battery["ours"]["quote"]["review_id"] == "R1"
    assert (ours["verdict"], ours["amazon"]) == ("ours_only", None)
    assert (amazons["verdict"], amazons["ours"]) == ("amazon_only", None)


@pytest.mark.parametrize(
    ("state", "asked_at"),
    [
        (FeedbackState.NEVER_ASKED, None),
        (FeedbackState.NOTHING_TO_TELL, "2026-11-22T12:00:00.000Z"),
    ],
)
def test_nothing_to_compare_is_an_answer_that_says_why(world, state, asked_at):
    world.feedback.view = a_feedback_view(state)

    answer = world.get(PATH)

    assert answer.status == 200
    assert (answer.json["state"], answer.json["compared"]) == (state.value, None)
    assert answer.json["asked_at"] == asked_at
    assert answer.json["why"]


def test_it_is_asked_for_as_of_a_moment(world):
    world.get(PATH, {"as_of": "2026-11-20T08:00:00+01:00"})

    assert world.feedback.asked == datetime(2026, 11, 20, 7, tzinfo=UTC)


def test_an_answer_that_did_not_change_is_not_sent_again(world):
    tag = world.get(PATH).headers["etag"]

    assert world.get(PATH, if_none_match=tag).status == 304
