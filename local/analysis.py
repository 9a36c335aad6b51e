"""Which engine reads reviews, chosen by the environment of `make run` and `make deploy`.

    ANALYSIS_ENGINE=openai OPENAI_BASE_URL=http://127.0.0.1:11434/v1 OPENAI_MODEL=llama3.1 make run

The key goes to Secrets Manager when the stack is seeded; no template, function or file holds it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from local.aws import NotLoopback, require_loopback
from local.choices import check, chosen
from shelfsignal.runtime.analysis_settings import CHOSEN, AnalysisSettings

_ENGINE, _MODEL, _URL = "analysis_engine", "openai_model", "openai_base_url"
_BACKFILL: Final = "BACKFILL_"
_PRICES: Final = ("openai_input_usd_per_million", "openai_output_usd_per_million")
# OpenAI's list prices of 2026; whoever names another model names its prices, too.
_DEFAULT_MODEL: Final = {_MODEL: "gpt-4o-mini", _PRICES[0]: "0.15", _PRICES[1]: "0.60"}


@dataclass(frozen=True)
class AnalysisOptions:
    """settings: text by field of AnalysisSettings, those that are not to be the default; backfill:
    what of it differs for backfills, named BACKFILL_<variable>."""

    settings: Mapping[str, str] = field(default_factory=dict)
    api_key: str | None = field(default=None, repr=False)
    backfill: Mapping[str, str] = field(default_factory=dict)

    @property
    def context(self) -> dict[str, str]:
        """As infra_cdk reads it."""
        return {**self.settings, **{f"backfill_{k}": text for k, text in self.backfill.items()}}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "AnalysisOptions":
        """Raises: LocalFailure naming the variable that is wrong."""
        settings = _completed(chosen(environment, CHOSEN))
        own = chosen(environment, CHOSEN, _BACKFILL)
        anew = _completed({**settings, **own})
        check(AnalysisSettings, settings)
        check(AnalysisSettings, anew, _BACKFILL)
        backfill = {name: text for name, text in anew.items() if settings.get(name) != text}
        return cls(settings, environment.get("OPENAI_API_KEY") or None, backfill)


def _completed(settings: Mapping[str, str]) -> dict[str, str]:
    extra = _free_or_default(settings) if settings.get(_ENGINE) == "openai" else {}
    return {**extra, **settings}


def _free_or_default(settings: Mapping[str, str]) -> Mapping[str, str]:
    """What goes without saying: a model on this machine costs nothing, and without any word of a
    model it is OpenAI's own."""
    if _is_here(settings.get(_URL, "")):
        return {_MODEL: _DEFAULT_MODEL[_MODEL], **dict.fromkeys(_PRICES, "0")}
    return {} if _MODEL in settings or _URL in settings else _DEFAULT_MODEL


def _is_here(url: str) -> bool:
    try:
        return bool(url and require_loopback(url))
    except NotLoopback:
        return False
