"""Which engine reads reviews, at what price and within which budget: read the same everywhere.

A function's own settings class inherits these, the deployment fills and checks them by it.
"""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from shelfsignal.kernel.settings import Settings

Dollars = Annotated[Decimal, Field(ge=0)]
_PRICED: Final = ("openai_model", "openai_input_usd_per_million", "openai_output_usd_per_million")


class AnalysisSettings(Settings):
    """All but the first is read by the `openai` engine only.

    The secret holds {"api_key": …}; without an ARN the server is taken to ask for no key. Prices
    are US dollars per million tokens, budgets what a run and an organisation's UTC day may spend at
    most. openai_reviews_a_prompt: 1 keeps every review to itself, at about four times the price.
    openai_batch_price_share: what a batch's tokens cost, as a share of these prices.
    """

    analysis_engine: Literal["local", "openai"] = "local"
    openai_base_url: str = "https://api.openai.com/v1"
    openai_model: str = ""
    openai_api_key_secret_arn: str = ""
    openai_timeout_s: PositiveFloat = 60.0
    openai_reviews_a_prompt: Annotated[int, Field(ge=1, le=20)] = 8
    openai_prompts_at_once: Annotated[int, Field(ge=1, le=64)] = 8
    openai_input_usd_per_million: Dollars | None = None
    openai_output_usd_per_million: Dollars | None = None
    openai_batch_price_share: Annotated[Decimal, Field(gt=0, le=1)] = Decimal("0.5")
    run_budget_usd: Dollars = Decimal(5)
    day_budget_usd: Dollars = Decimal(20)
    run_budget_tokens: PositiveInt | None = None
    day_budget_tokens: PositiveInt | None = None

    @model_validator(mode="after")
    def _llm_is_priced(self) -> Self:
        """No budget can stop an engine whose model or price is unknown."""
        missing = [name.upper() for name in _PRICED if getattr(self, name) in {None, ""}]
        if self.analysis_engine == "openai" and missing:
            message = f"ANALYSIS_ENGINE=openai needs {', '.join(missing)}"
            raise ValueError(message)
        return self


CHOSEN: Final = tuple(
    name for name in AnalysisSettings.model_fields if name != "openai_api_key_secret_arn"
)
"""What whoever deploys may choose; where the key is kept is the deployment's own business."""
