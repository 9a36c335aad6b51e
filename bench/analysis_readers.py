"""Readers that the analysis benchmark puts side by side: our engine and what else one could use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scripts.training.corpus import FAMILY_BY_DOMAIN, LabelledReview
from shelfsignal.insights.domain.analysis import (
    AspectMention,
    Polarity,
    ReviewAnalyser,
    ReviewAnalysis,
    ReviewText,
    Severity,
)
from shelfsignal.kernel.ids import ReviewId


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader says of a review, in the benchmark's terms.

    negative_lean > 0 when, pressed to take a side, the reader calls the review negative;
    complained has the aspects complained of, each with the reader's confidence; spoken_of those
    that are named without being complained of.
    """

    sentiment: str
    negative_lean: float
    confidence: float
    complaint: bool
    severity: str
    complained: Mapping[str, float]
    spoken_of: Mapping[str, float] = field(default_factory=dict)


class Reads(Protocol):
    name: str

    def answers(self, rows: Sequence[LabelledReview]) -> list[Answer]: ...


def as_review_text(row: LabelledReview) -> ReviewText:
    """What our engine is given of a row: title, text and category; no stars, no labels."""
    return ReviewText(
        ReviewId(row.row_id), row.title, row.text, category=FAMILY_BY_DOMAIN.get(row.domain)
    )


class OurEngine:
    """Any `ReviewAnalyser`; a review it leaves unanalysed is scored as neutral.

    A row is read once, however often its figures are asked for.
    """

    def __init__(self, analyser: ReviewAnalyser) -> None:
        self.name = analyser.engine
        self._analyser = analyser
        self._read: dict[LabelledReview, ReviewAnalysis] = {}

    def analyses(self, rows: Sequence[LabelledReview]) -> list[ReviewAnalysis]:
        fresh = [row for row in dict.fromkeys(rows) if row not in self._read]
        if fresh:
            read = self._analyser.analyse([as_review_text(row) for row in fresh])
            self._read.update(zip(fresh, read, strict=True))
        return [self._read[row] for row in rows]

    def answers(self, rows: Sequence[LabelledReview]) -> list[Answer]:
        return [_answer(analysis) for analysis in self.analyses(rows)]


def _answer(analysis: ReviewAnalysis) -> Answer:
    sentiment = analysis.sentiment.value if analysis.sentiment else "neutral"
    lean = {"negative": 1.0, "positive": -1.0}.get(sentiment, 1.0 if analysis.complaint else -1.0)
    return Answer(
        sentiment=sentiment,
        negative_lean=lean,
        confidence=analysis.confidence,
        complaint=analysis.complaint,
        severity=analysis.severity.value,
        complained=_named(a for a in analysis.aspects if a.polarity is Polarity.NEGATIVE),
        spoken_of=_named(a for a in analysis.aspects if a.polarity is not Polarity.NEGATIVE),
    )


def _named(mentions: Iterable[AspectMention]) -> dict[str, float]:
    return {mention.aspect: mention.confidence for mention in mentions}


_ASPECT_WORDS = {
    "quality": "quality material durable broke broken cheap cheaply stitching torn",
    "packaging_service": "packaging package delivery seller service return refund box arrived",
    "price": "price expensive cost money worth overpriced value",
    "design": "design look looks shape size weight bulky",
    "hardware": "battery screen display camera speaker sound charger charging button mic",
    "software": "app software update bluetooth connect connection pairing hang lag",
    "fit": "fit fits fitting size tight loose small large",
    "colour": "colour color faded shade",
    "style": "style look design pattern",
    "taste": "taste flavour flavor sweet bitter",
    "smell": "smell odour odor fragrance stinks",
    "content": "story content writing author chapters boring",
}


class Vader:
    """VADER's rules with its usual cuts; aspects by keywords, complained of when negative."""

    name = "vader"

    def __init__(self) -> None:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        self._rules = SentimentIntensityAnalyzer()
        self._words = {aspect: set(words.split()) for aspect, words in _ASPECT_WORDS.items()}

    def answers(self, rows: Sequence[LabelledReview]) -> list[Answer]:
        return [self._answer(row) for row in rows]

    def _answer(self, row: LabelledReview) -> Answer:
        text = f"{row.title}. {row.text}" if row.title else row.text
        score = float(self._rules.polarity_scores(text)["compound"])
        sentiment = _side(score)
        complaint = sentiment != "positive"
        words = set(text.lower().replace(".", " ").replace(",", " ").split())
        named = {aspect for aspect, known in self._words.items() if known & words}
        return Answer(
            sentiment=sentiment,
            negative_lean=-score,
            confidence=abs(score),
            complaint=complaint,
            severity=Severity.MEDIUM.value if complaint else Severity.NONE.value,
            complained=dict.fromkeys(named, 1.0) if complaint else {},
        )


_CUT = 0.05


def _side(score: float) -> str:
    if abs(score) < _CUT:
        return "neutral"
    return "positive" if score > 0 else "negative"
