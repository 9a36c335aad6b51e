"""How asking about one review ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, NotRequired, TypedDict

from shelfsignal.insights.adapters.llm_engine.labelled import Labelled, labelled
from shelfsignal.insights.adapters.llm_engine.numbered import NumberedReview
from shelfsignal.insights.domain.analysis import AnalysisStatus, ReviewAnalysis
from shelfsignal.insights.domain.metering import FREE, NOTHING, Spent, Toll
from shelfsignal.insights.domain.taxonomy import Taxonomy
from shelfsignal.kernel.ids import RunId

OUT_OF_TIME: Final = "out_of_time"
UNAVAILABLE: Final = "engine_unavailable"
NO_ANSWER: Final = "no_usable_answer"
CUT_SHORT: Final = "cut_short"


class StoredAnswer(TypedDict):
    """What is kept of an answer: the model's own words, and what they cost."""

    model: str
    prompt_version: str
    answer: dict[str, Any] | None
    refusal: NotRequired[str]
    tokens: int
    usd_nano: int
    paid_by: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """answer: the model's entry; otherwise status and reason say why there is none."""

    answer: dict[str, Any] | None = None
    status: AnalysisStatus = AnalysisStatus.FAILED
    reason: str | None = None
    spent: Spent = NOTHING
    is_cached: bool = False

    @classmethod
    def stored(cls, document: dict[str, Any], reader: RunId) -> Outcome | None:
        """From the store: free of charge, unless the reader itself had it ordered ahead.

        None when the document is none of ours.
        """
        answer, refusal = document.get("answer"), document.get("refusal")
        if isinstance(answer, dict):
            return cls(answer, spent=_paid_ahead(document, reader), is_cached=True)
        if isinstance(refusal, str):
            return cls(None, AnalysisStatus.REFUSED, refusal, is_cached=True)
        return None

    @property
    def is_final(self) -> bool:
        """True for what asking again would only repeat: it is kept."""
        return self.answer is not None or self.status is AnalysisStatus.REFUSED

    def paid(self, spent: Spent) -> Outcome:
        return replace(self, spent=self.spent + spent)

    def to_store(self, model: str, prompt_version: str) -> dict[str, Any]:
        document = StoredAnswer(
            model=model,
            prompt_version=prompt_version,
            answer=self.answer,
            tokens=self.spent.tokens,
            usd_nano=self.spent.usd_nano,
        )
        if self.answer is None and self.reason:
            document["refusal"] = self.reason
        return dict(document)

    def labels(self, review: NumberedReview, taxonomy: Taxonomy) -> Labelled:
        """The analysis this outcome is for a review with these words."""
        made = labelled(review, self.answer, taxonomy) if self.answer is not None else None
        if made is not None:
            return made
        return Labelled(ReviewAnalysis(review.review.review_id, self.status, reason=self.reason))

    def toll(self, made: Labelled, *, is_payer: bool) -> Toll:
        """Of reviews with the same words only the first pays."""
        spent = self.spent if is_payer else FREE.spent
        return Toll(
            spent, made.rejected_quotes, made.rejected_labels, self.is_cached or not is_payer
        )


def _paid_ahead(document: dict[str, Any], reader: RunId) -> Spent:
    tokens, usd_nano = document.get("tokens"), document.get("usd_nano")
    is_ours = document.get("paid_by") == reader
    if is_ours and isinstance(tokens, int) and isinstance(usd_nano, int):
        return Spent(tokens, usd_nano)
    return NOTHING
