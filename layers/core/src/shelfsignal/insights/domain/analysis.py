"""What an engine is asked about a review and what it may answer.

The port every engine (local model or LLM) sits behind. Answers are plain frozen dataclasses, not
pydantic models: a run makes tens of thousands of them, and they are only ever built by our own
code or read back from our own ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, Protocol, TypedDict

from shelfsignal.kernel.ids import ReviewId


class Sentiment(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Polarity(StrEnum):
    """The direction of one mention, which may differ from the review's sentiment."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Severity(StrEnum):
    """How serious a complaint is, mildest first; a review without a complaint is `none`."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for none to 4 for critical: strings do not sort by seriousness."""
        return _SEVERITY_RANK[self]


_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


class AnalysisStatus(StrEnum):
    """Whether a review was read; everything but `analysed` counts as unanalysed."""

    ANALYSED = "analysed"
    NO_TEXT = "no_text"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    REFUSED = "refused"
    FAILED = "failed"
    BUDGET_EXHAUSTED = "budget_exhausted"

    @property
    def is_to_be_retried(self) -> bool:
        """True when reading the same words later may succeed."""
        return self in {AnalysisStatus.FAILED, AnalysisStatus.BUDGET_EXHAUSTED}


class TextField(StrEnum):
    """The part of a review that offsets point into."""

    TITLE = "title"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class ReviewText:
    """What an engine may see of a review: its words and the product's category, never its stars.

    language is the marketplace's claim (BCP 47) or None; engines check it against the text.
    """

    review_id: ReviewId
    title: str
    body: str
    language: str | None = None
    category: str | None = None

    def part(self, field: TextField) -> str:
        return self.title if field is TextField.TITLE else self.body


class EvidenceDoc(TypedDict):
    field: str
    start: int
    end: int
    quote: str


class AspectDoc(TypedDict):
    aspect: str
    polarity: str
    confidence: float


class IssueDoc(TypedDict):
    label: str
    free_label: str | None
    severity: str
    evidence: EvidenceDoc
    confidence: float


class AnalysisDoc(TypedDict):
    review_id: str
    status: str
    language: str | None
    sentiment: str | None
    confidence: float
    complaint: bool
    severity: str
    aspects: list[AspectDoc]
    issues: list[IssueDoc]
    reason: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quote: characters start..end (half open) of one field of the review."""

    start: int
    end: int
    quote: str
    field: TextField = TextField.BODY

    @classmethod
    def cut(cls, review: ReviewText, field: TextField, start: int, end: int) -> Evidence:
        """How engines make evidence: the quote is sliced from the review, never supplied."""
        return cls(start, end, review.part(field)[start:end], field)

    def is_verbatim(self, review: ReviewText) -> bool:
        """True when the quote is not empty and stands in the review exactly where it says."""
        return (
            0 <= self.start < self.end
            and review.part(self.field)[self.start : self.end] == self.quote
        )

    def to_json(self) -> EvidenceDoc:
        return {
            "field": self.field.value,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
        }

    @classmethod
    def from_json(cls, doc: EvidenceDoc) -> Evidence:
        return cls(doc["start"], doc["end"], doc["quote"], TextField(doc["field"]))


@dataclass(frozen=True, slots=True)
class AspectMention:
    """A part of the experience the review speaks about; `aspect` is an id of the taxonomy."""

    aspect: str
    polarity: Polarity
    confidence: float

    def to_json(self) -> AspectDoc:
        return {
            "aspect": self.aspect,
            "polarity": self.polarity.value,
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, doc: AspectDoc) -> AspectMention:
        return cls(doc["aspect"], Polarity(doc["polarity"]), doc["confidence"])


@dataclass(frozen=True, slots=True)
class IssueMention:
    """A problem the review reports; `label` is an id of the taxonomy.

    free_label is the engine's own short wording where it has one (an LLM's), else None.
    """

    label: str
    free_label: str | None
    severity: Severity
    evidence: Evidence
    confidence: float

    def to_json(self) -> IssueDoc:
        return {
            "label": self.label,
            "free_label": self.free_label,
            "severity": self.severity.value,
            "evidence": self.evidence.to_json(),
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, doc: IssueDoc) -> IssueMention:
        return cls(
            doc["label"],
            doc["free_label"],
            Severity(doc["severity"]),
            Evidence.from_json(doc["evidence"]),
            doc["confidence"],
        )


@dataclass(frozen=True, slots=True)
class ReviewAnalysis:
    """One engine's reading of one review; at most one issue mention a label.

    sentiment is None and the lists are empty unless status is `analysed`; confidence is the
    probability the engine gives its sentiment, 0..1; language is what the engine detected.
    """

    review_id: ReviewId
    status: AnalysisStatus
    language: str | None = None
    sentiment: Sentiment | None = None
    confidence: float = 0.0
    complaint: bool = False
    severity: Severity = Severity.NONE
    aspects: tuple[AspectMention, ...] = ()
    issues: tuple[IssueMention, ...] = ()
    reason: str | None = None

    @property
    def is_analysed(self) -> bool:
        return self.status is AnalysisStatus.ANALYSED

    def to_json(self) -> AnalysisDoc:
        doc: AnalysisDoc = {
            "review_id": self.review_id,
            "status": self.status.value,
            "language": self.language,
            "sentiment": None if self.sentiment is None else self.sentiment.value,
            "confidence": self.confidence,
            "complaint": self.complaint,
            "severity": self.severity.value,
            "aspects": [aspect.to_json() for aspect in self.aspects],
            "issues": [issue.to_json() for issue in self.issues],
        }
        if self.reason is not None:
            doc["reason"] = self.reason
        return doc

    @classmethod
    def from_json(cls, doc: AnalysisDoc) -> ReviewAnalysis:
        sentiment = doc["sentiment"]
        return cls(
            review_id=ReviewId(doc["review_id"]),
            status=AnalysisStatus(doc["status"]),
            language=doc["language"],
            sentiment=None if sentiment is None else Sentiment(sentiment),
            confidence=doc["confidence"],
            complaint=doc["complaint"],
            severity=Severity(doc["severity"]),
            aspects=tuple(AspectMention.from_json(aspect) for aspect in doc["aspects"]),
            issues=tuple(IssueMention.from_json(issue) for issue in doc["issues"]),
            reason=doc.get("reason"),
        )


class ReviewAnalyser(Protocol):
    """An engine. The four names are part of an insight's input hash: change one, re-analyse."""

    @property
    def engine(self) -> str: ...

    @property
    def model_version(self) -> str: ...

    @property
    def prompt_version(self) -> str: ...

    @property
    def taxonomy_version(self) -> str: ...

    def analyse(self, reviews: Sequence[ReviewText]) -> Sequence[ReviewAnalysis]:
        """One analysis a review, in the order given; no review affects another's result."""
        ...
