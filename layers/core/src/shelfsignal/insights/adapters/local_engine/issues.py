"""Decides which issues a review reports, from the phrases found and how its sentences read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from shelfsignal.insights.adapters.local_engine.phrases import Kind
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
_FLOOR: Final = {
    Kind.FACT: {Sentiment.NEGATIVE: 0.06, Sentiment.NEUTRAL: 0.1, Sentiment.POSITIVE: 0.2},
    Kind.TOPIC: {Sentiment.NEGATIVE: 0.75, Sentiment.NEUTRAL: 0.8, Sentiment.POSITIVE: 0.9},
    Kind.VAGUE: {Sentiment.NEGATIVE: 0.3, Sentiment.NEUTRAL: 0.5, Sentiment.POSITIVE: 0.95},
}
_BASE: Final = {Kind.FACT: 0.55, Kind.TOPIC: 0.35, Kind.VAGUE: 0.3}
_LONG_PHRASE: Final = 12
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
    is_vague: bool = False

    @property
    def rank(self) -> tuple[bool, float]:
        """Precise wordings before vague ones, then the surer."""
        return not self.is_vague, self.score


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
        for found in _candidates(read, sentiment):
            known = best.get(found.issue)
            is_better = known is None or found.rank > known.rank
            if is_better and taxonomy.issues[found.issue].applies_to(family):
                best[found.issue] = found
    if not all(found.is_vague for found in best.values()):
        best = {issue: found for issue, found in best.items() if not found.is_vague}
    if not best and complaint and sentiment is Sentiment.NEGATIVE:
        best = _unnamed(sentences)
    ranked = sorted(best.values(), key=lambda found: (-found.score, found.issue))[:MOST_ISSUES]
    return tuple(_mention(review, found, sentiment, taxonomy) for found in ranked)


def _candidates(read: ReadSentence, sentiment: Sentiment) -> Iterator[_Candidate]:
    """The issues that the sentence's phrases allow, with a confidence 0..1.

    A review that is negative as a whole needs less from the sentence, one that is positive more.
    """
    for match in read.sentence.matches:
        kind = match.phrase.kind
        if read.negative >= _FLOOR[kind][sentiment]:
            said = 0.01 * min(match.end - match.start, _LONG_PHRASE)
            score = round(_BASE[kind] + 0.3 * read.negative + said, 3)
            yield _Candidate(match.phrase.issue, score, read, kind is Kind.VAGUE)


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
