"""Bodies of customer feedback; None where there is nothing to tell (204)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mock_amazon.customer_feedback.models import (
    Read,
    SortBy,
    Tally,
    Topic,
    ranked,
    snippets,
    tally,
)
from mock_amazon.customer_feedback.shelves import YEAR_DAYS, Shelves
from mock_amazon.dataset.identifiers import BrowseNode, node_of
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.dataset.timeline import DAY_S
from mock_amazon.parameters import iso_day

Json = dict[str, Any]
_MONTHS, _MONTH_DAYS = 6, 30
_FEWEST_MENTIONS, _FEWEST_REVIEWS = 2, 5
_SIDES = (("positiveTopics", "positive"), ("negativeTopics", "negative"))


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about, on which day; `listing` None: the browse node itself."""

    shelves: Shelves
    place: Marketplace
    node: BrowseNode
    day: int
    listing: Listing | None = None

    def reviews(self, since: int) -> list[Read]:
        """Its reviews from a day on."""
        if self.listing is None:
            return [one for read in self.among_node(since) for one in read]
        return _recent(self.shelves.of_listing(self.listing, self.day), since)

    def among_node(self, since: int) -> tuple[list[Read], ...]:
        """The reviews of products of its browse node."""
        products = self.shelves.of_node(self.node, self.place, self.day)
        return tuple(_recent(reviews, since) for reviews in products)

    def head(self, since: int) -> Json:
        """What every answer begins with."""
        named: Json = {"browseNodeId": self.node.node_id, "displayName": self.node.name}
        if self.listing is not None:
            named = {"asin": self.listing.asin, "itemName": self.listing.title}
        return {
            **named,
            "marketplaceId": self.place.marketplace_id,
            "countryCode": self.place.country,
            "dateRange": _dates(since, self.day),
        }


def item_subject(shelves: Shelves, listing: Listing, day: int) -> Subject:
    """A product as a subject."""
    return Subject(shelves, listing.marketplace, node_of(listing), day, listing)


def topics_json(subject: Subject, sort_by: SortBy) -> Json | None:
    """The foremost topics of the last year."""
    since = subject.day - YEAR_DAYS
    reviews = subject.reviews(since)
    if len(reviews) < _FEWEST_REVIEWS:
        return None
    made = _item_topic if subject.listing is not None else _node_topic
    topics = {
        key: [
            made(subject, since, topic, counted)
            for topic, counted in ranked(side, reviews, _FEWEST_MENTIONS, sort_by)
        ]
        for key, side in _SIDES
    }
    return {**subject.head(since), "topics": topics} if any(topics.values()) else None


def trends_json(subject: Subject) -> Json | None:
    """How the foremost topics went in each of the last six months."""
    since = subject.day - _MONTHS * _MONTH_DAYS
    reviews = subject.reviews(since)
    if len(reviews) < _FEWEST_REVIEWS:
        return None
    trends = {
        key: [
            {"topic": topic.name, "trendMetrics": _trend(subject, topic, since, reviews)}
            for topic, _ in ranked(side, reviews, _FEWEST_MENTIONS, SortBy.MENTIONS)
        ]
        for key, side in _SIDES
    }
    return {**subject.head(since), "reviewTrends": trends} if any(trends.values()) else None


def _item_topic(subject: Subject, since: int, topic: Topic, counted: Tally) -> Json:
    listing = subject.listing
    assert listing is not None  # noqa: S101  # the caller has looked
    reviews = subject.reviews(since)
    peers = tally(topic, [one for read in subject.among_node(since) for one in read])
    body: Json = {"topic": topic.name, "asinMetrics": _metrics(counted)}
    if listing.parent_asin:
        family = _recent(subject.shelves.of_family(listing, subject.day), since)
        body["parentAsinMetrics"] = _metrics(tally(topic, family))
    body["browseNodeMetrics"] = {
        "occurrencePercentage": {"allProducts": peers.percentage},
        "starRatingImpact": {"allProducts": peers.impact or 0.0},
    }
    body["reviewSnippets"] = snippets(topic, reviews)
    body["subtopics"] = _subtopics(topic, reviews, _item_subtopic)
    return body


def _node_topic(subject: Subject, since: int, topic: Topic, counted: Tally) -> Json:
    best = tally(topic, _best_quarter(subject.among_node(since)))
    reviews = subject.reviews(since)
    share = {"topTwentyFivePercentProducts": best.percentage, "allProducts": counted.percentage}
    impact = {
        "topTwentyFivePercentProducts": best.impact or 0.0,
        "allProducts": counted.impact or 0.0,
    }
    return {
        "topic": topic.name,
        "browseNodeMetrics": {"occurrencePercentage": share, "starRatingImpact": impact},
        "reviewSnippets": snippets(topic, reviews),
        "subtopics": _subtopics(topic, reviews, _node_subtopic),
    }


def _subtopics(
    topic: Topic, reviews: list[Read], metrics_of: Callable[[Tally], Json]
) -> list[Json]:
    if len(topic.issues) < _FEWEST_MENTIONS:
        return []
    found = []
    for issue in topic.issues:
        one = Topic(issue[1], topic.pattern, (issue,))
        counted = tally(one, reviews)
        if counted.mentions:
            said = snippets(one, reviews, 1)
            found.append(
                {"subtopic": one.name, "metrics": metrics_of(counted), "reviewSnippets": said}
            )
    return found


def _item_subtopic(counted: Tally) -> Json:
    return {"numberOfMentions": counted.mentions, "occurrencePercentage": counted.percentage}


def _node_subtopic(counted: Tally) -> Json:
    return {"occurrencePercentage": counted.percentage}


def _metrics(counted: Tally) -> Json:
    return {
        "numberOfMentions": counted.mentions,
        "occurrencePercentage": counted.percentage,
        "starRatingImpact": counted.impact,
    }


def _trend(subject: Subject, topic: Topic, since: int, reviews: list[Read]) -> list[Json]:
    points = []
    node = subject.among_node(since)
    for month in range(_MONTHS):
        start = since + month * _MONTH_DAYS
        end = start + _MONTH_DAYS
        peers = _within((one for read in node for one in read), start, end)
        share = tally(topic, peers).percentage
        point: Json = {"dateRange": _dates(start, end)}
        if subject.listing is not None:
            own = tally(topic, _within(reviews, start, end)).percentage
            point["asinMetrics"] = {"occurrencePercentage": own}
            point["browseNodeMetrics"] = {"occurrencePercentage": {"allProducts": share}}
        else:
            best = tally(topic, _within(_best_quarter(node), start, end)).percentage
            both = {"topTwentyFivePercentProducts": best, "allProducts": share}
            point["browseNodeMetrics"] = {"occurrencePercentage": both}
        points.append(point)
    return points


def _within(reviews: Iterable[Read], start: int, end: int) -> list[Read]:
    return [one for one in reviews if start * DAY_S <= one.at < end * DAY_S]


def _recent(reviews: list[Read], since: int) -> list[Read]:
    return [one for one in reviews if one.at >= since * DAY_S]


def _best_quarter(products: tuple[list[Read], ...]) -> list[Read]:
    """The reviews of the quarter of products with the best ratings."""
    rated = [reviews for reviews in products if reviews]
    rated.sort(key=lambda reviews: -sum(one.rating for one in reviews) / len(reviews))
    return [one for reviews in rated[: max(1, len(rated) // 4)] for one in reviews]


def _dates(start: int, end: int) -> Json:
    return {"startDate": iso_day(start), "endDate": iso_day(end)}
