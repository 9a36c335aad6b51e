"""An organisation's settings: when it runs, what it may spend, when a product needs attention."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from shelfsignal.collection.services.schedule import MAX_INTERVAL_HOURS
from shelfsignal.runtime.web.fields import Answer, CostUsd, Given, Moment

_MAX_TOKENS = 10**12
_MAX_USD = 10**6
_MAX_TEXT = 30


def _short(given: Any) -> Any:
    """A number may come as text, but not as a megabyte of zeros."""
    if isinstance(given, str) and len(given) > _MAX_TEXT:
        message = f"a number as text has at most {_MAX_TEXT} characters"
        raise ValueError(message)
    return given


_Usd = Annotated[
    Decimal,
    BeforeValidator(_short),
    Field(ge=0, le=_MAX_USD, max_digits=12, decimal_places=4),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": _MAX_USD},
                {"type": "string", "maxLength": _MAX_TEXT},
            ]
        }
    ),
]
_Tokens = Field(None, ge=0, le=_MAX_TOKENS)


class ScheduleSettings(Answer):
    """next_run_at is null while the schedule is off."""

    enabled: bool
    interval_hours: int
    hour_utc: int | None = Field(description="The hour of runs that are whole days apart.")
    next_run_at: Moment | None


class BudgetSettings(Answer):
    """The organisation's own limits; null: only the deployment's limit holds."""

    usd_a_run: CostUsd | None
    usd_a_day: CostUsd | None
    tokens_a_run: int | None
    tokens_a_day: int | None


class AttentionSettings(Answer):
    """From which attention score (0-100) a product counts as needing attention."""

    needs_attention_from: float


class Limits(Answer):
    """Requests in a calendar minute, day and month, UTC."""

    minute: int
    day: int
    month: int


class QuotaSettings(Answer):
    """What holds for the one who asks, and for the organisation as a whole.

    How much of it is left every answer's RateLimit headers say. The operator sets it.
    """

    caller: Limits
    organisation: Limits


class OrganisationSettings(Answer):
    """What an organisation chooses about its runs and insights; its quotas are read-only."""

    schedule: ScheduleSettings
    budget: BudgetSettings
    attention: AttentionSettings
    quotas: QuotaSettings


class NewSchedule(Given):
    enabled: bool
    interval_hours: int = Field(24, ge=1, le=MAX_INTERVAL_HOURS)
    hour_utc: int | None = Field(None, ge=0, le=23)


class NewBudget(Given):
    """Replaces the limits; one left out is lifted."""

    usd_a_run: _Usd | None = None
    usd_a_day: _Usd | None = None
    tokens_a_run: int | None = _Tokens
    tokens_a_day: int | None = _Tokens


class NewAttention(Given):
    needs_attention_from: float = Field(gt=0, le=100)


class SettingsChange(Given):
    """Groups that are left out stay as they are."""

    schedule: NewSchedule | None = None
    budget: NewBudget | None = None
    attention: NewAttention | None = None
