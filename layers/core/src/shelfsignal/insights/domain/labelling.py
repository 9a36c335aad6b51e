"""What stands between an engine's answer and the ledger: every quote and label is checked here.

An engine is not believed. A quote that does not stand in the review where the engine says it does
is rejected with its mention and counted; so is a label the taxonomy does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from shelfsignal.insights.domain.analysis import (
    AnalysisStatus,
    IssueMention,
    ReviewAnalyser,
    ReviewAnalysis,
    ReviewText,
)
from shelfsignal.insights.domain.ledger import Labels
from shelfsignal.insights.domain.metering import FREE, Toll
from shelfsignal.insights.domain.taxonomy import Taxonomy
from shelfsignal.kernel.catalogue import Review
from shelfsignal.kernel.errors import Broken
from shelfsignal.kernel.ids import Asin, ProductId


class EngineMisbehaved(Broken):
    """The engine did not answer once a review, in order; nothing it said can be used."""

    code = "engine_misbehaved"


class Described(Protocol):
    """What of a product decides how its reviews are read: a ProductSnapshot, a Card."""

    @property
    def product_id(self) -> ProductId: ...
    @property
    def category(self) -> str: ...
    @property
    def parent_asin(self) -> Asin | None: ...


@dataclass(frozen=True, slots=True)
class EngineId:
    """The names that make an analysis what it is; part of every insight's inputs hash."""

    engine: str
    model_version: str
    prompt_version: str
    taxonomy_version: str

    @classmethod
    def of(cls, analyser: ReviewAnalyser) -> EngineId:
        return cls(
            analyser.engine,
            analyser.model_version,
            analyser.prompt_version,
            analyser.taxonomy_version,
        )

    def context(self, product: Described) -> str:
        """What besides its own words decides how a review is read and counted.

        The category narrows which issues an engine looks for, and a product with variations keeps
        which reviews it may share with them; a change of either re-reads its reviews.
        """
        names = (self.engine, self.model_version, self.prompt_version, self.taxonomy_version)
        family = "family" if product.parent_asin else "single"
        return "|".join((*names, product.category, family))


def text_of(review: Review, category: str) -> ReviewText:
    """What an engine may see of a review."""
    return ReviewText(review.review_id, review.title, review.body, review.language, category)


def has_text(review: Review) -> bool:
    return bool(review.title.strip() or review.body.strip())


def without_text(review: Review, context: str) -> Labels:
    """A review of stars alone counts in the ratings and is sent to no engine."""
    return Labels(ReviewAnalysis(review.review_id, AnalysisStatus.NO_TEXT), context)


def check_answers(
    texts: Sequence[ReviewText], answers: Sequence[ReviewAnalysis]
) -> Sequence[ReviewAnalysis]:
    """The answers, if there is one a text in the texts' order. Raises: EngineMisbehaved."""
    if [each.review_id for each in answers] != [each.review_id for each in texts]:
        raise EngineMisbehaved(
            f"The engine answered {len(answers)} reviews for {len(texts)}, or not in order.",
            asked=len(texts),
            answered=len(answers),
        )
    return answers


def checked(
    text: ReviewText,
    analysis: ReviewAnalysis,
    context: str,
    taxonomy: Taxonomy,
    toll: Toll = FREE,
) -> Labels:
    """The analysis without anything invented, and how much that was, the engine's count added."""
    kept: dict[str, IssueMention] = {}
    quotes, labels = toll.rejected_quotes, toll.rejected_labels
    for issue in analysis.issues:
        if issue.label not in taxonomy.issues:
            labels += 1
        elif not issue.evidence.is_verbatim(text):
            quotes += 1
        else:
            kept.setdefault(issue.label, issue)
    aspects = tuple(each for each in analysis.aspects if each.aspect in taxonomy.aspects)
    labels += len(analysis.aspects) - len(aspects)
    if len(kept) != len(analysis.issues) or len(aspects) != len(analysis.aspects):
        analysis = replace(analysis, issues=tuple(kept.values()), aspects=aspects)
    return Labels(analysis, context, quotes, labels)
