"""One call of the engine: prompts out, outcomes in, within the money and the time there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from shelfsignal.insights.adapters.llm_engine import outcomes
from shelfsignal.insights.adapters.llm_engine.chat import Chat
from shelfsignal.insights.adapters.llm_engine.faults import EngineMisconfigured, Unavailable
from shelfsignal.insights.adapters.llm_engine.labelled import answers_by_id
from shelfsignal.insights.adapters.llm_engine.numbered import NumberedReview
from shelfsignal.insights.adapters.llm_engine.outcomes import Outcome
from shelfsignal.insights.adapters.llm_engine.pricing import Prices, split
from shelfsignal.insights.adapters.llm_engine.prompt import Prompt, Question
from shelfsignal.insights.adapters.llm_engine.replies import Reply
from shelfsignal.insights.domain.analysis import AnalysisStatus
from shelfsignal.insights.domain.metering import Budget, Payer, Reservation, Spent

ReviewByKey = Mapping[str, NumberedReview]
OutcomeByKey = dict[str, Outcome]

FAILURES_IN_A_ROW: Final = 4
"""Prompts without an answer after which the server is left alone."""
_TOKENS_A_PROMPT: Final = 200
_TOKENS_A_REVIEW: Final = 500


@dataclass(frozen=True, slots=True)
class Tools:
    """What a session works with; it is the same for all of them."""

    chat: Chat
    prompt: Prompt
    budget: Budget
    prices: Prices


@dataclass
class Session:
    """State shared by the threads of one call. is_late tells when no more may be asked."""

    tools: Tools
    payer: Payer
    is_late: Callable[[], bool]
    answered: int = 0
    in_a_row: int = 0
    is_broke: bool = False
    has_general_trouble: bool = False
    _lock: Lock = field(default_factory=Lock)

    @property
    def is_given_up(self) -> bool:
        return self.in_a_row >= FAILURES_IN_A_ROW

    def read(self, reviews: ReviewByKey) -> OutcomeByKey:
        """One prompt for all, and one more for each that it left out."""
        found = self._ask(reviews)
        if len(reviews) > 1:
            again = {key: each for key, each in reviews.items() if _may_do_better(found[key])}
        else:  # a refusal of the only review is its own; anything else may be a slip
            again = {key: each for key, each in reviews.items() if _is_slip(found[key])}
        for key, review in again.items():
            found[key] = self._ask({key: review})[key].paid(found[key].spent)
        return found

    def _ask(self, reviews: ReviewByKey) -> OutcomeByKey:
        if self.is_broke:
            return _all(reviews, _BROKE)
        if self.is_given_up or self.is_late():
            return _all(reviews, _GIVEN_UP if self.is_given_up else _LATE)
        question = self.tools.prompt.ask(list(reviews.values()))
        max_tokens = answer_limit(len(reviews))
        reservation = self._reserve(question, max_tokens)
        if reservation is None:
            self.is_broke = True
            return _all(reviews, _BROKE)
        try:
            reply = self.tools.chat.ask(question, max_tokens)
        except EngineMisconfigured:
            self.tools.budget.settle(reservation, Spent())
            raise
        except Unavailable as error:
            if not error.may_be_billed:
                self.tools.budget.settle(reservation, Spent())
            self._count(error)
            return _all(reviews, _UNANSWERED if not error.is_bad_request else _UNUSABLE)
        self._count(None)
        return self._heard(reviews, question, reply, self._settle(reservation, reply))

    def _reserve(self, question: Question, max_tokens: int) -> Reservation | None:
        schema_bytes = len(str(self.tools.prompt.schema))
        size = sum(len(each["content"].encode()) for each in question.messages) + schema_bytes
        return self.tools.budget.reserve(self.payer, self.tools.prices.at_most(size, max_tokens))

    def _settle(self, reservation: Reservation, reply: Reply) -> Spent:
        """What the server says was used; the whole reservation when it does not say."""
        if reply.usage is None:
            return reservation.amount
        usage = reply.usage
        used = self.tools.prices.of(usage.prompt_tokens, usage.completion_tokens)
        self.tools.budget.settle(reservation, used)
        return used

    def _heard(
        self, reviews: ReviewByKey, question: Question, reply: Reply, spent: Spent
    ) -> OutcomeByKey:
        named = answers_by_id(reply.content, question.reviews)
        missing = Outcome(reason=outcomes.CUT_SHORT if reply.is_cut else outcomes.NO_ANSWER)
        if reply.refusal:
            missing = Outcome(status=AnalysisStatus.REFUSED, reason=reply.refusal)
        costs = split(spent, [size_of(each) for each in reviews.values()])
        return {
            key: (Outcome(named[name]) if name in named else missing).paid(cost)
            for key, name, cost in zip(reviews, question.reviews, costs, strict=True)
        }

    def _count(self, error: Unavailable | None) -> None:
        with self._lock:
            if error is None or error.is_bad_request:
                self.answered += error is None
                self.in_a_row = 0
            else:
                self.in_a_row += 1
                self.has_general_trouble |= error.is_general


_BROKE: Final = Outcome(status=AnalysisStatus.BUDGET_EXHAUSTED, reason="budget_exhausted")
_LATE: Final = Outcome(reason=outcomes.OUT_OF_TIME)
_GIVEN_UP: Final = Outcome(reason=outcomes.UNAVAILABLE)
_UNANSWERED: Final = _GIVEN_UP
_UNUSABLE: Final = Outcome(reason=outcomes.NO_ANSWER)


def _all(reviews: ReviewByKey, outcome: Outcome) -> OutcomeByKey:
    return dict.fromkeys(reviews, outcome)


def size_of(review: NumberedReview) -> int:
    """A review's share of its prompt's price."""
    return 1 + sum(end - start for _, start, end in review.spans.values())


def answer_limit(reviews: int) -> int:
    """Tokens that an answer about so many reviews may take."""
    return _TOKENS_A_PROMPT + _TOKENS_A_REVIEW * reviews


def _is_slip(outcome: Outcome) -> bool:
    """True when the model answered, but nothing of use: once more may do."""
    return outcome.reason in {outcomes.NO_ANSWER, outcomes.CUT_SHORT}


def _may_do_better(outcome: Outcome) -> bool:
    """Alone, a review is free of the others' refusals and of a prompt that breaks the server."""
    is_refused = outcome.status is AnalysisStatus.REFUSED
    return is_refused or _is_slip(outcome) or outcome.reason == outcomes.UNAVAILABLE


def prompts(reviews: ReviewByKey, most: int) -> Sequence[ReviewByKey]:
    """Groups of at most `most`; what looks written for a machine goes alone."""
    calm = [key for key, each in reviews.items() if not each.is_suspicious]
    alone = [key for key, each in reviews.items() if each.is_suspicious]
    groups = [calm[first : first + most] for first in range(0, len(calm), most)]
    groups += [[key] for key in alone]
    return [{key: reviews[key] for key in group} for group in groups]
