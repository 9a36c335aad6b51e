"""Having reviews read by an engine: as few calls as possible, and no product harmed by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shelfsignal.insights.domain.analysis import ReviewAnalyser, ReviewAnalysis, ReviewText
from shelfsignal.insights.domain.contributions import ProductFailure
from shelfsignal.insights.domain.labelling import (
    check_answers,
    checked,
    has_text,
    text_of,
    without_text,
)
from shelfsignal.insights.domain.ledger import Labels
from shelfsignal.insights.domain.taxonomy import Taxonomy
from shelfsignal.kernel.catalogue import ProductSnapshot, Review
from shelfsignal.kernel.errors import ShelfSignalError, Transient
from shelfsignal.kernel.ids import ProductId, ReviewId

LabelsById = Mapping[ReviewId, Labels]


@dataclass(frozen=True, slots=True)
class Question:
    """Reviews of one product that are to be read in a context."""

    product: ProductSnapshot
    context: str
    reviews: Sequence[Review]

    @property
    def texts(self) -> list[ReviewText]:
        return [text_of(each, self.product.category) for each in self.reviews if has_text(each)]


def read_reviews(
    questions: Sequence[Question], analyser: ReviewAnalyser, taxonomy: Taxonomy
) -> dict[ProductId, LabelsById | ProductFailure]:
    """Checked labels of every review asked about, by product.

    All texts go to the engine in one call. When that fails, each product is asked about alone, so
    that the one the engine cannot take is the only one that fails. Raises: Transient.
    """
    texts = [question.texts for question in questions]
    answers: list[Sequence[ReviewAnalysis] | ProductFailure]
    try:
        together = check_answers(
            flat := [text for some in texts for text in some],
            analyser.analyse(flat) if flat else (),
        )
        answers = list(_shares(together, [len(some) for some in texts]))
    except Transient:
        raise
    except Exception:  # noqa: BLE001 - an engine is foreign code; asked again product by product
        answers = [
            _ask_alone(question.product.product_id, some, analyser)
            for question, some in zip(questions, texts, strict=True)
        ]
    return {
        question.product.product_id: _labels(question, some, answer, taxonomy)
        for question, some, answer in zip(questions, texts, answers, strict=True)
    }


def _shares(
    answers: Sequence[ReviewAnalysis], sizes: Iterable[int]
) -> Iterable[Sequence[ReviewAnalysis]]:
    start = 0
    for size in sizes:
        yield answers[start : start + size]
        start += size


def _ask_alone(
    product: ProductId, texts: Sequence[ReviewText], analyser: ReviewAnalyser
) -> Sequence[ReviewAnalysis] | ProductFailure:
    try:
        return check_answers(texts, analyser.analyse(texts) if texts else ())
    except Transient:
        raise
    except ShelfSignalError as error:
        return ProductFailure(product, error.code, error.message)
    except Exception as error:  # noqa: BLE001 - the reason is recorded with the product
        return ProductFailure(product, "engine_failed", f"{type(error).__name__}: {error}"[:300])


def _labels(
    question: Question,
    texts: Sequence[ReviewText],
    answers: Sequence[ReviewAnalysis] | ProductFailure,
    taxonomy: Taxonomy,
) -> LabelsById | ProductFailure:
    if isinstance(answers, ProductFailure):
        return answers
    labels = {
        each.review_id: without_text(each, question.context)
        for each in question.reviews
        if not has_text(each)
    }
    for text, answer in zip(texts, answers, strict=True):
        labels[text.review_id] = checked(text, answer, question.context, taxonomy)
    return labels
