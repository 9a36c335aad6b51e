"""What AnalyseProducts needs of its environment."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from shelfsignal.kernel.settings import Settings

Dollars = Annotated[Decimal, Field(ge=0)]


class AnalyseProductsSettings(Settings):
    """analyse_workers: products whose stores are waited for at once.

    The rest is read by the `openai` engine only. The secret holds {"api_key": …}; without one, the
    server is taken to ask for no key. Prices are US dollars per million tokens, budgets what a run
    and an organisation's UTC day may spend at most.
    """

    insights_table: str
    collection_table: str
    data_bucket: str
    analyse_workers: PositiveInt = 8
    analysis_engine: Literal["local", "openai"] = "local"
    openai_base_url: str = "https://api.openai.com/v1"
    openai_model: str = ""
    openai_api_key_secret_arn: str = ""
    openai_timeout_s: PositiveFloat = 60.0
    openai_input_usd_per_million: Dollars | None = None
    openai_output_usd_per_million: Dollars | None = None
    run_budget_usd: Dollars = Decimal(5)
    day_budget_usd: Dollars = Decimal(20)
    run_budget_tokens: PositiveInt | None = None
    day_budget_tokens: PositiveInt | None = None

    @model_validator(mode="after")
    def _llm_is_priced(self) -> Self:
        """No budget can stop an engine whose model or price is unknown."""
        wanted = ("openai_model", "openai_input_usd_per_million", "openai_output_usd_per_million")
        missing = [name.upper() for name in wanted if getattr(self, name) in {None, ""}]
        if self.analysis_engine == "openai" and missing:
            message = f"ANALYSIS_ENGINE=openai needs {', '.join(missing)}"
            raise ValueError(message)
        return self
