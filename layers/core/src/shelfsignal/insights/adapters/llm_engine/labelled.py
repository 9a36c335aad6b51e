"""From what the model said to an analysis: closed lists, existing sentences, no figures."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from shelfsignal.insights.adapters.llm_engine.numbered import NumberedReview
from shelfsignal.insights.adapters.llm_engine.schema import (
    AspectAnswer,
    Certainty,
    IssueAnswer,
    ReviewAnswer,
)
from shelfsignal.insights.domain.analysis import (
    AnalysisStatus,
    AspectMention,
    IssueMention,
    ReviewAnalysis,
    Severity,
)
from shelfsignal.insights.domain.taxonomy import Taxonomy

_CONFIDENCE: Final = {Certainty.HIGH: 0.9, Certainty.MEDIUM: 0.7, Certainty.LOW: 0.5}
"""The model names a word, code the number; not calibrated."""
_FREE_LABEL: Final = re.compile(r"[^\W\d_]+(?:[ '\-/][^\W\d_]+){0,5}")
_LONGEST_FREE_LABEL: Final = 60
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")

AnswerDoc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An analysis, and how many sentences and labels were invented for it."""

    analysis: ReviewAnalysis
    rejected_quotes: int = 0
    rejected_labels: int = 0


def answers_by_id(content: str | None, asked: Mapping[str, object]) -> dict[str, AnswerDoc]:
    """The usable entries of a reply by the id they echo.

    Left out: ids that were not asked, entries of the wrong form, and both of two entries with one
    id, for nothing says which is meant.
    """
    found: dict[str, AnswerDoc] = {}
    twice: set[str] = set()
    for entry in _entries(content):
        name = entry.get("id")
        if not isinstance(name, str) or name not in asked or _parsed(entry) is None:
            continue
        if name in found:
            twice.add(name)
        found[name] = {field: value for field, value in entry.items() if field != "id"}
    return {name: entry for name, entry in found.items() if name not in twice}


def labelled(review: NumberedReview, document: AnswerDoc, taxonomy: Taxonomy) -> Labelled | None:
    """None when the document is no answer: a stored one that was damaged."""
    answer = _parsed({"id": None, **document})
    if answer is None:
        return None
    review_id = review.review.review_id
    if answer.sentiment is None:
        unread = ReviewAnalysis(review_id, AnalysisStatus.REFUSED, reason="no_reading")
        return Labelled(unread)
    family = taxonomy.family_of(review.review.category)
    known = {name for name, issue in taxonomy.issues.items() if issue.applies_to(family)}
    issues, quotes, labels = _issues(review, answer, known)
    aspects, invented = _aspects(answer.aspects or [], taxonomy)
    labels += invented + answer.extras
    is_complaint = bool(answer.complaint or issues)
    return Labelled(
        ReviewAnalysis(
            review_id,
            AnalysisStatus.ANALYSED,
            language=_language(answer.language),
            sentiment=answer.sentiment,
            confidence=_CONFIDENCE[answer.certainty or Certainty.LOW],
            complaint=is_complaint,
            severity=_severity(answer, issues) if is_complaint else Severity.NONE,
            aspects=aspects,
            issues=issues,
        ),
        quotes,
        labels,
    )


def _entries(content: str | None) -> list[AnswerDoc]:
    try:
        document = json.loads(content or "")
    except (ValueError, RecursionError):
        return []
    entries = document.get("reviews") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        return []
    return [each for each in entries if isinstance(each, dict)]


def _parsed(entry: AnswerDoc) -> ReviewAnswer | None:
    try:
        return ReviewAnswer.model_validate(entry)
    except ValidationError:
        return None


def _issues(
    review: NumberedReview, answer: ReviewAnswer, known: set[str]
) -> tuple[tuple[IssueMention, ...], int, int]:
    """One mention a label; with the counts of invented sentences and labels."""
    kept: dict[str, IssueMention] = {}
    quotes = labels = 0
    confidence = _CONFIDENCE[answer.certainty or Certainty.LOW]
    for issue in answer.issues or ():
        labels += issue.extras
        evidence = review.evidence(issue.sentence)
        if issue.label is None or issue.label not in known:
            labels += 1
        elif evidence is None:
            quotes += 1
        elif issue.label not in kept:
            free_label, is_invented = _free_label(issue)
            labels += is_invented
            severity = _at_least_low(issue.severity)
            kept[issue.label] = IssueMention(
                issue.label, free_label, severity, evidence, confidence
            )
    return tuple(kept.values()), quotes, labels


def _free_label(issue: IssueAnswer) -> tuple[str | None, bool]:
    """A few plain words, or None; True when it was something else: figures, markup, sentences."""
    words = " ".join((issue.free_label or "").split())
    if not words:
        return None, False
    if len(words) > _LONGEST_FREE_LABEL or not _FREE_LABEL.fullmatch(words):
        return None, True
    return words, False


def _aspects(
    answers: list[AspectAnswer], taxonomy: Taxonomy
) -> tuple[tuple[AspectMention, ...], int]:
    """One mention an aspect; with the count of invented ones."""
    kept: dict[str, AspectMention] = {}
    invented = 0
    for each in answers:
        invented += each.extras
        if each.aspect is None or each.aspect not in taxonomy.aspects:
            invented += 1
        elif each.polarity:
            mention = AspectMention(each.aspect, each.polarity, _CONFIDENCE[Certainty.MEDIUM])
            kept.setdefault(each.aspect, mention)
    return tuple(kept.values()), invented


def _severity(answer: ReviewAnswer, issues: tuple[IssueMention, ...]) -> Severity:
    """Never below that of an issue it names."""
    named = [issue.severity for issue in issues]
    return max((_at_least_low(answer.severity), *named), key=lambda each: each.rank)


def _at_least_low(severity: Severity | None) -> Severity:
    return Severity.LOW if severity is None or severity is Severity.NONE else severity


def _language(named: str | None) -> str | None:
    code = (named or "").lower()[:3].split("-")[0]
    return code if _LANGUAGE.fullmatch(code) else None
