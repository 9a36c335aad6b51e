"""Usage of the API: what is asked for, and the figures."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field

from shelfsignal.accounts.services.usage_reports import Group
from shelfsignal.runtime.web.fields import Answer, Day, Given


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


class DaysQuery(Given):
    """UTC days, both included; at most 400."""

    first: Day | None = Field(
        None, alias="from", description="The first day; default: 29 days before `to`."
    )
    last: Day | None = Field(None, alias="to", description="The last day; default: today.")
    format: Format = Field(Format.JSON, description="csv answers the rows as a download.")


class UsageQuery(DaysQuery):
    group: Group = Field(
        Group.ENDPOINT, description="What a row is: a day, a caller (key or user), or an endpoint."
    )


class KeyUsageQuery(DaysQuery):
    group: Group = Field(Group.ENDPOINT, description="What a row is: a day or an endpoint.")


class UsageKeyPath(Given):
    key_id: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$", description="The API key's id.")


class UsageFigures(Answer):
    """Answered requests. Latencies are milliseconds, percentiles right to 2 %; null without a
    request."""

    requests: int
    client_errors: int = Field(description="Answers with a 4xx, 429 included.")
    server_errors: int = Field(description="Answers with a 5xx.")
    throttled: int = Field(description="Answers with 429.")
    error_rate: float | None = Field(description="Share of answers with a 4xx or 5xx.")
    bytes_in: int = Field(description="Of request bodies.")
    bytes_out: int = Field(description="Of answers' bodies.")
    mean_ms: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class UsageRow(UsageFigures):
    key: str = Field(
        description="The day, the caller's id, or the endpoint (method and path).",
        examples=["GET /v1/products"],
    )


class UsageReport(Answer):
    """Days come in order, every one of them; callers and endpoints busiest first."""

    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    group: Group
    total: UsageFigures
    items: tuple[UsageRow, ...]


CSV_COLUMNS = ("key", *UsageFigures.model_fields)


def csv_values(row: UsageRow) -> list[Any]:
    """A row in the order of CSV_COLUMNS; what is null is empty."""
    return [getattr(row, name) for name in CSV_COLUMNS]
