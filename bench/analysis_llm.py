"""The LLM engine in the analysis benchmark, against whatever server the environment names.

OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL say which; OPENAI_INPUT_USD_PER_MILLION and
OPENAI_OUTPUT_USD_PER_MILLION what it costs (0 when not given). Without a model, or with neither an
address nor a key, the engine is skipped, and why is said. Reading costs money, so that a sample of
the rows is read, spread evenly over each file, and the other readers are scored on the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock
from typing import Any, Final, TypeVar

from bench.analysis_figures import Figures, all_figures, honesty, issue_confidence
from bench.analysis_readers import OurEngine, Reads
from scripts.training.corpus import LabelledReview
from shelfsignal.insights.adapters.llm_engine.chat import Chat, Endpoint
from shelfsignal.insights.adapters.llm_engine.engine import LlmEngine, Pace
from shelfsignal.insights.adapters.llm_engine.pricing import Prices
from shelfsignal.insights.adapters.llm_engine.prompt import Prompt
from shelfsignal.insights.adapters.llm_engine.session import Tools
from shelfsignal.insights.domain.analysis import AnalysisStatus
from shelfsignal.insights.domain.metering import Payer, Reservation, Spent
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.kernel.ids import OrgId

PUBLIC_URL: Final = "https://api.openai.com/v1"
_NO_KEY: Final = "none"
_FOREVER_S: Final = 24 * 3600.0
Row = TypeVar("Row")


@dataclass
class Purse:
    """A `Budget` without a limit that remembers what was spent."""

    total: Spent = field(default_factory=Spent)
    _lock: Lock = field(default_factory=Lock)

    def reserve(self, payer: Payer, amount: Spent) -> Reservation | None:
        return Reservation(payer, "", amount)

    def spent(self, payer: Payer) -> Spent:  # noqa: ARG002 - there is one payer
        return self.total

    def settle(self, reservation: Reservation, used: Spent) -> None:
        with self._lock:
            self.total += used


@dataclass
class Drawer:
    """An `AnswerStore` that lasts as long as the benchmark: no row is paid for twice."""

    _answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get(self, org: OrgId, key: str) -> dict[str, Any] | None:
        return self._answers.get(key)

    def put(self, org: OrgId, key: str, answer: dict[str, Any]) -> None:
        self._answers[key] = answer


def why_skipped(environment: Mapping[str, str]) -> str | None:
    """None when a server is configured."""
    if not environment.get("OPENAI_MODEL"):
        return "OPENAI_MODEL is not set"
    if not (environment.get("OPENAI_BASE_URL") or environment.get("OPENAI_API_KEY")):
        return "neither OPENAI_BASE_URL nor OPENAI_API_KEY is set"
    return None


def llm_figures(
    environment: Mapping[str, str],
    stars: Sequence[LabelledReview],
    people: Sequence[LabelledReview],
    others: Sequence[Reads],
    rows: int,
) -> Figures:
    """The same figures on at most `rows` rows of each file, or {"skipped": why}.

    same_rows has those of the other readers; unanalysed counts what the model left, by reason.
    """
    reason = why_skipped(environment)
    if reason is not None:
        return {"skipped": reason}
    stars, people = evenly(stars, rows), evenly(people, rows)
    purse = Purse()
    engine = _engine(environment, purse)
    reader = OurEngine(engine)
    return {
        **all_figures(reader, stars, people),
        **honesty(reader, [*stars, *people]),
        **issue_confidence(reader, people),
        "unanalysed": _unanalysed(reader, [*stars, *people]),
        "tokens": purse.total.tokens,
        "cost_usd": str(purse.total.cost_usd),
        "rows": {"sentiment": len(stars), "cesamard": len(people)},
        "engine": engine.engine,
        "model_version": engine.model_version,
        "prompt_version": engine.prompt_version,
        "same_rows": {other.name: all_figures(other, stars, people) for other in others},
    }


def evenly(rows: Sequence[Row], most: int) -> list[Row]:
    """At most `most` of the rows, spread over all of them.

    >>> evenly("abcdefgh", 3)
    ['a', 'c', 'f']
    """
    if len(rows) <= most:
        return list(rows)
    return [rows[at * len(rows) // most] for at in range(most)]


def _engine(environment: Mapping[str, str], purse: Purse) -> LlmEngine:
    taxonomy = load_taxonomy()
    prompt = Prompt(taxonomy)
    model = environment["OPENAI_MODEL"]
    endpoint = Endpoint(
        environment.get("OPENAI_BASE_URL") or PUBLIC_URL,
        model,
        lambda: environment.get("OPENAI_API_KEY") or _NO_KEY,
    )
    prices = Prices(
        Decimal(environment.get("OPENAI_INPUT_USD_PER_MILLION") or 0),
        Decimal(environment.get("OPENAI_OUTPUT_USD_PER_MILLION") or 0),
    )
    tools = Tools(Chat(endpoint, prompt.schema), prompt, purse, prices)
    return LlmEngine(model, tools, Drawer(), taxonomy, Pace(begin_within_s=_FOREVER_S))


def _unanalysed(reader: OurEngine, rows: Sequence[LabelledReview]) -> dict[str, int]:
    statuses = [str(analysis.status) for analysis in reader.analyses(rows)]
    return {
        status: statuses.count(status)
        for status in sorted(set(statuses))
        if status != AnalysisStatus.ANALYSED
    }
