"""How the API is used: for those who build on it."""

import csv
from io import StringIO
from typing import Any, Final

from functions.api.models.usage import (
    CSV_COLUMNS,
    DaysQuery,
    Format,
    KeyUsageQuery,
    UsageFigures,
    UsageKeyPath,
    UsageQuery,
    UsageReport,
    UsageRow,
    csv_values,
)
from shelfsignal.accounts.domain.errors import KeyNotFound
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.domain.usage import Tally
from shelfsignal.accounts.services import usage_reports as services
from shelfsignal.accounts.services.usage_reports import Group
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.replies import Content
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("usage")
_CSV: Final = "text/csv; charset=utf-8"
_PRODUCES: Final = ("text/csv",)


@routes.get("/v1/analytics/usage", scope=Scope.USAGE_READ, produces=_PRODUCES)
def show_usage(principal: Principal, query: UsageQuery, deps: ApiDeps) -> UsageReport | Content:
    """Show how the organisation uses the API, by day, caller or endpoint.

    A request shows a few seconds after it was answered. Refused credentials count for nobody.
    """
    days = deps.usage.days(query.first, query.last)
    return _answer(deps.usage.of_org(principal.org_id, days, query.group), query.format)


@routes.get("/v1/analytics/usage/daily", scope=Scope.USAGE_READ, produces=_PRODUCES)
def show_daily_usage(
    principal: Principal, query: DaysQuery, deps: ApiDeps
) -> UsageReport | Content:
    """Show the organisation's usage day by day, days without a request included."""
    days = deps.usage.days(query.first, query.last)
    return _answer(deps.usage.of_org(principal.org_id, days, Group.DAY), query.format)


@routes.get("/v1/analytics/usage/endpoints", scope=Scope.USAGE_READ, produces=_PRODUCES)
def show_endpoint_usage(
    principal: Principal, query: DaysQuery, deps: ApiDeps
) -> UsageReport | Content:
    """Show the organisation's usage endpoint by endpoint, the busiest first."""
    days = deps.usage.days(query.first, query.last)
    return _answer(deps.usage.of_org(principal.org_id, days, Group.ENDPOINT), query.format)


@routes.get(
    "/v1/api-keys/{key_id}/usage",
    scope=Scope.USAGE_READ,
    errors=(KeyNotFound,),
    produces=_PRODUCES,
)
def show_key_usage(
    principal: Principal, path: UsageKeyPath, query: KeyUsageQuery, deps: ApiDeps
) -> UsageReport | Content:
    """Show how one API key is used, by endpoint or by day; a revoked one, too."""
    if query.group is Group.CALLER:
        raise InvalidInput("A key is one caller: group by day or endpoint.", field="group")
    days = deps.usage.days(query.first, query.last)
    report = deps.usage.of_key(principal.org_id, path.key_id, days, query.group)
    return _answer(report, query.format)


@routes.get(
    "/v1/api-keys/{key_id}/usage/daily",
    scope=Scope.USAGE_READ,
    errors=(KeyNotFound,),
    produces=_PRODUCES,
)
def show_daily_key_usage(
    principal: Principal, path: UsageKeyPath, query: DaysQuery, deps: ApiDeps
) -> UsageReport | Content:
    """Show how one API key is used day by day, days without a request included."""
    days = deps.usage.days(query.first, query.last)
    return _answer(deps.usage.of_key(principal.org_id, path.key_id, days, Group.DAY), query.format)


def _answer(report: services.UsageReport, wanted: Format) -> UsageReport | Content:
    items = tuple(UsageRow(key=row.key, **_figures(row.tally)) for row in report.rows)
    if wanted is Format.CSV:
        days = report.days
        name = f"usage-{report.group}-{days.first}-{days.last}.csv"
        return Content(_as_csv(items), _CSV, filename=name)
    return UsageReport(
        first=report.days.first,
        last=report.days.last,
        group=report.group,
        total=UsageFigures(**_figures(report.total)),
        items=items,
    )


def _figures(tally: Tally) -> dict[str, Any]:
    named = {
        name: getattr(tally, name) for name in UsageFigures.model_fields if not name.startswith("p")
    }
    quantiles = {f"p{percent}_ms": tally.quantile_ms(percent / 100) for percent in (50, 95, 99)}
    figures = named | quantiles
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in figures.items()
    }


def _as_csv(items: tuple[UsageRow, ...]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    writer.writerows(map(csv_values, items))
    return text.getvalue()
