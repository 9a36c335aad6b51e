"""Wiring of the LLM engine, for functions whose settings choose it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol

from shelfsignal.insights.domain.metering import NANO, Limits, RunAndDay
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.errors import MisconfiguredError

if TYPE_CHECKING:
    from collections.abc import Callable

    from shelfsignal.insights.adapters.dynamo.budget_store import DynamoBudget
    from shelfsignal.insights.adapters.llm_engine.backlog import LlmBacklog
    from shelfsignal.insights.adapters.llm_engine.chat import Endpoint
    from shelfsignal.insights.adapters.llm_engine.engine import LlmEngine
    from shelfsignal.insights.adapters.llm_engine.pricing import Prices
    from shelfsignal.kernel.objects import S3Objects

_NO_KEY: Final = "none"


class LlmResources(Protocol):
    """Where the model is, what it costs and what may be spent; the settings class says more."""

    @property
    def insights_table(self) -> str: ...
    @property
    def openai_base_url(self) -> str: ...
    @property
    def openai_model(self) -> str: ...
    @property
    def openai_api_key_secret_arn(self) -> str: ...
    @property
    def openai_timeout_s(self) -> float: ...
    @property
    def openai_reviews_a_prompt(self) -> int: ...
    @property
    def openai_prompts_at_once(self) -> int: ...
    @property
    def openai_input_usd_per_million(self) -> Decimal | None: ...
    @property
    def openai_output_usd_per_million(self) -> Decimal | None: ...
    @property
    def openai_batch_price_share(self) -> Decimal: ...
    @property
    def run_budget_usd(self) -> Decimal: ...
    @property
    def day_budget_usd(self) -> Decimal: ...
    @property
    def run_budget_tokens(self) -> int | None: ...
    @property
    def day_budget_tokens(self) -> int | None: ...


def load_llm_engine(resources: LlmResources, objects: S3Objects) -> LlmEngine:
    """The engine, without a connection or a secret yet: both are fetched with the first question.

    Answers are kept in the bucket of `objects`.
    """
    from shelfsignal.insights.adapters.llm_engine.chat import Chat
    from shelfsignal.insights.adapters.llm_engine.engine import LlmEngine, Pace
    from shelfsignal.insights.adapters.llm_engine.prompt import Prompt
    from shelfsignal.insights.adapters.llm_engine.session import Tools
    from shelfsignal.insights.adapters.s3.answers import S3Answers

    taxonomy = load_taxonomy()
    prompt = Prompt(taxonomy)
    chat = Chat(_endpoint(resources), prompt.schema)
    tools = Tools(chat, prompt, _budget(resources), _prices(resources))
    pace = Pace(resources.openai_reviews_a_prompt, resources.openai_prompts_at_once)
    return LlmEngine(resources.openai_model, tools, S3Answers(objects), taxonomy, pace)


def load_llm_backlog(resources: LlmResources, objects: S3Objects) -> LlmBacklog:
    """Answers ordered ahead through the same server's batches, for the engine's own drawer."""
    from shelfsignal.insights.adapters.llm_engine.backlog import LlmBacklog
    from shelfsignal.insights.adapters.llm_engine.batch_api import BatchApi
    from shelfsignal.insights.adapters.llm_engine.prompt import Prompt
    from shelfsignal.insights.adapters.s3.answers import S3Answers
    from shelfsignal.insights.adapters.s3.backfills import S3Orders

    return LlmBacklog(
        model=resources.openai_model,
        api=BatchApi(_endpoint(resources)),
        prompt=Prompt(load_taxonomy()),
        prices=_prices(resources).times(resources.openai_batch_price_share),
        budget=_budget(resources),
        answers=S3Answers(objects),
        orders=S3Orders(objects),
        reviews_a_prompt=resources.openai_reviews_a_prompt,
        at_once=resources.openai_prompts_at_once,
    )


def _endpoint(resources: LlmResources) -> Endpoint:
    from shelfsignal.insights.adapters.llm_engine.chat import Endpoint

    return Endpoint(
        base_url=resources.openai_base_url,
        model=resources.openai_model,
        api_key=_api_key(resources.openai_api_key_secret_arn),
        timeout_s=resources.openai_timeout_s,
    )


def _prices(resources: LlmResources) -> Prices:
    from shelfsignal.insights.adapters.llm_engine.pricing import Prices

    return Prices(
        resources.openai_input_usd_per_million or Decimal(0),
        resources.openai_output_usd_per_million or Decimal(0),
    )


def _budget(resources: LlmResources) -> DynamoBudget:
    from shelfsignal.insights.adapters.dynamo.budget_store import DynamoBudget
    from shelfsignal.insights.adapters.dynamo.preference_store import DynamoPreferences

    limits = RunAndDay(
        run=_limits(resources.run_budget_usd, resources.run_budget_tokens),
        day=_limits(resources.day_budget_usd, resources.day_budget_tokens),
    )
    table = resources.insights_table
    return DynamoBudget(table, limits, utc_now, DynamoPreferences(table))


def _limits(usd: Decimal, tokens: int | None) -> Limits:
    return Limits(usd_nano=int(usd * NANO), tokens=tokens)


def _api_key(secret_arn: str) -> Callable[[], str]:
    """Reads {"api_key": …} when asked; the value is in no setting, log or error."""
    if not secret_arn:
        return lambda: _NO_KEY
    import boto3

    from shelfsignal.collection.adapters.secrets import Secrets

    secrets = Secrets(boto3.client("secretsmanager"))

    def read() -> str:
        key = secrets.read(secret_arn).get("api_key")
        if not isinstance(key, str):
            raise MisconfiguredError("The LLM's secret holds no api_key.", secret=secret_arn)
        return key

    return read
