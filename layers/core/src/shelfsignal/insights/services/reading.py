"""Having reviews read by an engine: as few calls as possible, and no product harmed by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shelfsignal.insights.domain.analysis import AnalysisStatus, ReviewAnalyser, ReviewText
from shelfsignal.insights.domain.contributions import ProductFailure
from shelfsignal.insights.domain.labelling import (
    Described,
    check_answers,
    checked,
    has_text,
    text_of,
    without_text,
)
from shelfsignal.insights.domain.ledger import Labels
from shelfsignal.insights.domain.metering import NOTHING, Answers, Payer, Spent, ask
from shelfsignal.insights.domain.taxonomy import Taxonomy
from shelfsignal.kernel.catalogue import Review
from shelfsignal.kernel.errors import ShelfSignalError, Transient
from shelfsignal.kernel.ids import ProductId, ReviewId

LabelsById = Mapping[ReviewId, Labels]


@dataclass(frozen=True, slots=True)
class Read:
    """A product's checked labels and what they took."""

    labels: LabelsById
    spent: Spent = NOTHING

    @property
    def left_undone(self) -> int:
        """Reviews that there was no money to have read."""
        return sum(
            each.analysis.status is AnalysisStatus.BUDGET_EXHAUSTED for each in self.labels.values()
        )


@dataclass(frozen=True, slots=True)
class Question:
    """Reviews of one product that are to be read in a context."""

    product: Described
    context: str
    reviews: Sequence[Review]

    @property
    def texts(self) -> list[ReviewText]:
        return [text_of(each, self.product.category) for each in self.reviews if has_text(each)]


def read_reviews(
    questions: Sequence[Question], analyser: ReviewAnalyser, payer: Payer, taxonomy: Taxonomy
) -> dict[ProductId, Read | ProductFailure]:
    """Checked labels of every review asked about, by product.

    All texts go to the engine in one call. When that fails, each product is asked about alone, so
    that the one the engine cannot take is the only one that fails. Raises: Transient.
    """
    texts = [question.texts for question in questions]
    answers: list[Answers | ProductFailure]
    try:
        together = _ask([text for some in texts for text in some], analyser, payer)
        answers = list(_shares(together, [len(some) for some in texts]))
    except Transient:
        raise
    except Exception:  # noqa: BLE001 - an engine is foreign code; asked again product by product
        answers = [
            _ask_alone(question.product.product_id, some, analyser, payer)
            for question, some in zip(questions, texts, strict=True)
        ]
    return {
        question.product.product_id: _read(question, some, answer, taxonomy)
        for question, some, answer in zip(questions, texts, answers, strict=True)
    }


def _ask(texts: Sequence[ReviewText], analyser: ReviewAnalyser, payer: Payer) -> Answers:
    if not texts:
        return Answers((), ())
    answers = ask(analyser, payer, texts)
    check_answers(texts, answers.analyses)
    return answers


def _shares(answers: Answers, sizes: Iterable[int]) -> Iterable[Answers]:
    start = 0
    for size in sizes:
        end = start + size
        yield Answers(answers.analyses[start:end], answers.tolls[start:end])
        start = end


def _ask_alone(
    product: ProductId, texts: Sequence[ReviewText], analyser: ReviewAnalyser, payer: Payer
) -> Answers | ProductFailure:
    try:
        return _ask(texts, analyser, payer)
    except Transient:
        raise
    except ShelfSignalError as error:
        return ProductFailure(product, error.code, error.message)
    except Exception as error:  # noqa: BLE001 - the reason is recorded with the product
        return ProductFailure(product, "engine_failed", f"{type(error).__name__}: {error}"[:300])


def _read(
    question: Question,
    texts: Sequence[ReviewText],
    answers: Answers | ProductFailure,
    taxonomy: Taxonomy,
) -> Read | ProductFailure:
    if isinstance(answers, ProductFailure):
        return answers
    labels = {
        each.review_id: without_text(each, question.context)
        for each in question.reviews
        if not has_text(each)
    }
    for text, answer, toll in zip(texts, answers.analyses, answers.tolls, strict=True):
        labels[text.review_id] = checked(text, answer, question.context, taxonomy, toll)
    return Read(labels, sum((toll.spent for toll in answers.tolls), NOTHING))
