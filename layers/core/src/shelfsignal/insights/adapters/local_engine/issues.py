"""Decides which issues a review reports, from the phrases found and how its sentences read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shelfsignal.insights.adapters.local_engine.sentences import Sentence
from shelfsignal.insights.domain.analysis import (
    Evidence,
    IssueMention,
    ReviewText,
    Sentiment,
    Severity,
)
from shelfsignal.insights.domain.taxonomy import OTHER, Taxonomy

MOST_ISSUES: Final = 6

_MILD: Final = re.compile(
    r"\b(?:a bit|a little|a touch|slight(?:ly)?|minor|only (?:gripe|complaint|downside|issue)|"
    r"wish|could be|could use|nothing (?:major|dramatic)|ein bisschen|etwas|minimal|leicht)\b"
)
_FACT_FLOOR: Final = {Sentiment.NEGATIVE: 0.06, Sentiment.NEUTRAL: 0.15, Sentiment.POSITIVE: 0.4}
_TOPIC_FLOOR: Final = {Sentiment.NEGATIVE: 0.75, Sentiment.NEUTRAL: 0.8, Sentiment.POSITIVE: 0.9}
_MILDER: Final = {
    Severity.CRITICAL: Severity.HIGH,
    Severity.HIGH: Severity.MEDIUM,
    Severity.MEDIUM: Severity.LOW,
}
_HARDER: Final = {Severity.LOW: Severity.MEDIUM, Severity.MEDIUM: Severity.HIGH}


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence and the probability that it reads negative."""

    sentence: Sentence
    negative: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    issue: str
    score: float
    where: ReadSentence


def find_issues(
    review: ReviewText,
    sentences: Sequence[ReadSentence],
    sentiment: Sentiment,
    complaint: bool,
    taxonomy: Taxonomy,
) -> tuple[IssueMention, ...]:
    """The issues a review reports, surest first, each with the sentence that says so."""
    family = taxonomy.family_of(review.category)
    best: dict[str, _Candidate] = {}
    for read in sentences:
        for issue, score in _scores(read, sentiment).items():
            label = taxonomy.issues[issue]
            if label.applies_to(family) and score > (best[issue].score if issue in best else 0.0):
                best[issue] = _Candidate(issue, score, read)
    if not best and complaint and sentiment is Sentiment.NEGATIVE:
        best = _unnamed(sentences)
    ranked = sorted(best.values(), key=lambda found: (-found.score, found.issue))[:MOST_ISSUES]
    return tuple(_mention(review, found, sentiment, taxonomy) for found in ranked)


def _scores(read: ReadSentence, sentiment: Sentiment) -> dict[str, float]:
    """Confidence of each issue the sentence's phrases allow, 0..1.

    A second wording of the same issue adds to it; a review that is negative as a whole needs less
    from the sentence, one that is positive more.
    """
    scores: dict[str, float] = {}
    for match in read.sentence.matches:
        phrase = match.phrase
        floor = (_TOPIC_FLOOR if phrase.is_topic else _FACT_FLOOR)[sentiment]
        if read.negative < floor:
            continue
        base = 0.35 if phrase.is_topic else 0.55
        gain = base + 0.3 * read.negative + 0.01 * min(match.end - match.start, 12)
        scores[phrase.issue] = max(scores.get(phrase.issue, 0.0), round(gain, 3))
    return scores


def _unnamed(sentences: Sequence[ReadSentence]) -> dict[str, _Candidate]:
    """A complaint that no phrase names: `other`, with its most negative sentence."""
    if not sentences:
        return {}
    worst = max(sentences, key=lambda read: read.negative)
    return {OTHER: _Candidate(OTHER, round(0.5 * worst.negative, 3), worst)}


def _mention(
    review: ReviewText, found: _Candidate, sentiment: Sentiment, taxonomy: Taxonomy
) -> IssueMention:
    sentence = found.where.sentence
    severity = taxonomy.issues[found.issue].severity
    if sentiment is not Sentiment.NEGATIVE and _MILD.search(sentence.text):
        severity = _MILDER.get(severity, severity)
    elif sentiment is Sentiment.NEGATIVE and found.where.negative > _DAMNING:
        severity = _HARDER.get(severity, severity)
    evidence = Evidence.cut(review, sentence.field, sentence.start, sentence.end)
    return IssueMention(found.issue, None, severity, evidence, found.score)


_DAMNING: Final = 0.95
