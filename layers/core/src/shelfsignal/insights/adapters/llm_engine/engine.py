"""The engine itself: what is known is not asked again, the rest is asked a few reviews a prompt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Final

from shelfsignal.insights.adapters.llm_engine.numbered import NumberedReview
from shelfsignal.insights.adapters.llm_engine.outcomes import Outcome
from shelfsignal.insights.adapters.llm_engine.session import Session, Tools, prompts
from shelfsignal.insights.domain.analysis import AnalysisStatus, ReviewAnalysis, ReviewText
from shelfsignal.insights.domain.metering import FREE, Answers, AnswerStore, Payer, Toll
from shelfsignal.insights.domain.taxonomy import Taxonomy
from shelfsignal.kernel.errors import Transient
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.logs import logger

_WAIT_S: Final = 5.0
_BY_HAND: Final = Payer(OrgId("-"), RunId("-"))


@dataclass(frozen=True, slots=True)
class Pace:
    """Reviews a prompt, prompts at once, and after how many seconds no prompt is begun.

    begin_within_s leaves a Lambda of 600 s time for the tries under way and for publishing.
    """

    reviews_a_prompt: int = 8
    prompts_at_once: int = 8
    begin_within_s: float = 300.0


class LlmEngine:
    """A `MeteredAnalyser` over a chat endpoint. Star ratings are never shown to the model."""

    engine = "openai"

    def __init__(
        self,
        model: str,
        tools: Tools,
        answers: AnswerStore,
        taxonomy: Taxonomy,
        pace: Pace | None = None,
    ) -> None:
        self.model_version = model
        self.prompt_version = tools.prompt.version
        self.taxonomy_version = taxonomy.version
        self._tools = tools
        self._answers = answers
        self._taxonomy = taxonomy
        self._pace = pace or Pace()
        self._log = logger()

    def analyse(self, reviews: Sequence[ReviewText]) -> Sequence[ReviewAnalysis]:
        """Outside of any run, charged to nobody's organisation."""
        return self.analyse_for(_BY_HAND, reviews).analyses

    def analyse_for(self, payer: Payer, reviews: Sequence[ReviewText]) -> Answers:
        """Raises: EngineMisconfigured; Transient when the server answered nothing at all."""
        numbered = [NumberedReview.of(review) for review in reviews]
        keys = [
            self._tools.prompt.key(self.model_version, each) if each.has_words else None
            for each in numbered
        ]
        asked = {key: each for key, each in zip(keys, numbered, strict=True) if key}
        with ThreadPoolExecutor(self._pace.prompts_at_once) as pool:
            found = self._known(payer, asked, pool)
            rest = {key: each for key, each in asked.items() if key not in found}
            found |= self._fresh(payer, rest, pool)
        answers = self._answered(numbered, keys, found)
        self._say(payer, answers)
        return answers

    def _known(
        self, payer: Payer, asked: Mapping[str, NumberedReview], pool: ThreadPoolExecutor
    ) -> dict[str, Outcome]:
        documents = pool.map(partial(self._answers.get, payer.org_id), asked)
        found = {
            key: Outcome.stored(document, payer.run_id)
            for key, document in zip(asked, documents, strict=True)
            if document is not None
        }
        return {key: outcome for key, outcome in found.items() if outcome is not None}

    def _fresh(
        self, payer: Payer, asked: Mapping[str, NumberedReview], pool: ThreadPoolExecutor
    ) -> dict[str, Outcome]:
        late_at = monotonic() + self._pace.begin_within_s
        session = Session(self._tools, payer, is_late=lambda: monotonic() > late_at)
        found: dict[str, Outcome] = {}
        for some in pool.map(
            partial(self._read, session), prompts(asked, self._pace.reviews_a_prompt)
        ):
            found |= some
        is_dead = session.is_given_up or session.has_general_trouble
        if is_dead and not session.answered:
            raise Transient("The LLM server does not answer.", retry_after_s=_WAIT_S)
        return found

    def _read(self, session: Session, reviews: Mapping[str, NumberedReview]) -> dict[str, Outcome]:
        """Kept as soon as it is there: a process that dies later has not paid for nothing."""
        found = session.read(reviews)
        for key, outcome in found.items():
            if outcome.is_final:
                document = outcome.to_store(self.model_version, self.prompt_version)
                self._answers.put(session.payer.org_id, key, document)
        return found

    def _answered(
        self,
        reviews: Sequence[NumberedReview],
        keys: Sequence[str | None],
        found: Mapping[str, Outcome],
    ) -> Answers:
        analyses: list[ReviewAnalysis] = []
        tolls: list[Toll] = []
        paid: set[str] = set()
        for review, key in zip(reviews, keys, strict=True):
            if key is None:
                no_text = ReviewAnalysis(review.review.review_id, AnalysisStatus.NO_TEXT)
                analyses.append(no_text)
                tolls.append(FREE)
                continue
            made = found[key].labels(review, self._taxonomy)
            analyses.append(made.analysis)
            tolls.append(found[key].toll(made, is_payer=key not in paid))
            paid.add(key)
        return Answers(analyses, tolls)

    def _say(self, payer: Payer, answers: Answers) -> None:
        left = Counter(each.reason for each in answers.analyses if each.status.is_to_be_retried)
        spent = sum((toll.spent for toll in answers.tolls), FREE.spent)
        self._log.info(
            "reviews_read_by_llm",
            extra={
                "run_id": payer.run_id,
                "reviews": len(answers.analyses),
                "cached": sum(toll.is_cached for toll in answers.tolls),
                "tokens": spent.tokens,
                "cost_usd": str(spent.cost_usd),
                "rejected_quotes": sum(toll.rejected_quotes for toll in answers.tolls),
                "rejected_labels": sum(toll.rejected_labels for toll in answers.tolls),
                "left_undone": dict(left),
            },
        )
