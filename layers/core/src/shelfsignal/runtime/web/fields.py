"""Field types and bases that every model shares."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from shelfsignal.kernel.clock import to_z

DEFAULT_LIMIT: Final = 50
_YEARS: Final = range(2000, 2101)


class Answer(BaseModel):
    """An answer, or a part of one, read off a service's value of the same field names.

    Schemas are built at first use: a cold start pays for the routes it serves.
    """

    # A validation error of ours ends in the logs; what it is about must not.
    model_config = ConfigDict(
        from_attributes=True, frozen=True, defer_build=True, hide_input_in_errors=True
    )


class Given(BaseModel):
    """What a caller sends. Unknown names are refused, so that a typo is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Sent(BaseModel):
    """Headers or cookies, by alias. Many come along by themselves, so unknown ones are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class Listed(Given):
    """How much of a list to answer with, and from where."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=100, description="At most this many items.")
    cursor: str | None = Field(
        None,
        min_length=1,
        max_length=4000,
        description="The cursor of the page before; it works with the same query only.",
    )


def _in_living_memory(day: date) -> date:
    if day.year not in _YEARS:
        message = f"the year has to be {_YEARS[0]}-{_YEARS[-1]}"
        raise ValueError(message)
    return day


def _to_utc(moment: datetime) -> datetime:
    _in_living_memory(moment)
    return moment.astimezone(UTC)


Day = Annotated[date, AfterValidator(_in_living_memory)]
Instant = Annotated[AwareDatetime, AfterValidator(_to_utc)]
Moment = Annotated[
    datetime,
    PlainSerializer(to_z, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
# Prices are exact, as decimal text; what a run cost is measured, and a number like other figures.
CostUsd = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{1,64}$")]
Cursor = Annotated[
    str | None, Field(description="Ask for the next page with it; null at the end of the list.")
]
