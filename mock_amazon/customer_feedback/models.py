"""Topics counted over reviews."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from mock_amazon.dataset.reviews import shown_rating
from mock_amazon.dataset.timeline import Plan
from mock_amazon.dataset.writer import write_review

_LOWEST_HAPPY = 4
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
MOST_TOPICS = 10


class SortBy(StrEnum):
    """What topics are sorted by."""

    MENTIONS = "MENTIONS"
    STAR_RATING_IMPACT = "STAR_RATING_IMPACT"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `issues` (name in the ground truth: name of the subtopic) only when negative."""

    name: str
    pattern: re.Pattern[str]
    issues: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """One review as it was understood: its stars, its words, what it complains of and praises."""

    at: int
    rating: int
    text: str
    issues: frozenset[str]
    praises: frozenset[str]

    def mentions(self, topic: Topic) -> bool:
        """Whether the review counts for the topic."""
        if topic.issues:
            return any(issue in self.issues for issue, _ in topic.issues)
        return topic.name in self.praises


@dataclass(frozen=True, slots=True)
class Tally:
    """How a topic stands among some reviews; percentages to two places, impact in stars."""

    mentions: int
    percentage: float
    impact: float | None


@cache
def topics(side: str) -> tuple[Topic, ...]:
    """The topics of a side, `positive` or `negative`."""
    file = Path(__file__).with_name("topics.toml")
    listed: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))[side]
    return tuple(
        Topic(
            one["topic"],
            re.compile(rf"\b(?:{one['words']})", re.IGNORECASE),
            tuple(one.get("issues", {}).items()),
        )
        for one in listed
    )


def read_all(plans: Iterable[Plan], seed: int, day: int) -> list[Read]:
    """The reviews of these plans, as shown on that day."""
    found = []
    for plan in plans:
        written = write_review(plan, seed)
        rating, issues = shown_rating(plan, day), frozenset(written.issues)
        praises = _praises(written.text) if rating >= _LOWEST_HAPPY else frozenset()
        found.append(Read(plan.at, rating, written.text, issues, praises))
    return found


def _praises(text: str) -> frozenset[str]:
    return frozenset(topic.name for topic in topics("positive") if topic.pattern.search(text))


def tally(topic: Topic, reviews: list[Read]) -> Tally:
    """The topic's numbers among these reviews; no impact when all or none mention it."""
    mine = [one.rating for one in reviews if one.mentions(topic)]
    if not mine:
        return Tally(0, 0.0, None)
    others = [one.rating for one in reviews if not one.mentions(topic)]
    percentage = round(100 * len(mine) / len(reviews), 2)
    if not others:
        return Tally(len(mine), percentage, None)
    overall = (sum(mine) + sum(others)) / len(reviews)
    return Tally(len(mine), percentage, round(overall - sum(others) / len(others), 2))


def snippets(topic: Topic, reviews: Iterable[Read], most: int = 3) -> list[str]:
    """Sentences about the topic from different reviews, newest first."""
    found: dict[str, None] = {}
    for one in reviews:
        if len(found) == most:
            break
        if one.mentions(topic):
            fitting = (s for s in _SENTENCES.split(one.text) if topic.pattern.search(s))
            sentence = next(fitting, None)
            if sentence:
                found[sentence.strip()[:200]] = None
    return list(found)


def ranked(
    side: str, reviews: list[Read], fewest: int, sort_by: SortBy
) -> list[tuple[Topic, Tally]]:
    """The ten foremost topics of a side that enough reviews mention."""
    counted = [(topic, tally(topic, reviews)) for topic in topics(side)]
    counted = [pair for pair in counted if pair[1].mentions >= fewest]
    if sort_by is SortBy.MENTIONS:
        counted.sort(key=lambda pair: -pair[1].mentions)
    else:
        counted.sort(key=lambda pair: -abs(pair[1].impact or 0.0))
    return counted[:MOST_TOPICS]
