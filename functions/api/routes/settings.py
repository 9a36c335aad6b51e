"""An organisation's settings."""

from dataclasses import replace

from functions.api.models.settings import (
    AttentionSettings,
    BudgetSettings,
    OrganisationSettings,
    QuotaSettings,
    ScheduleSettings,
    SettingsChange,
)
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.services.schedule import Timetable, set_schedule
from shelfsignal.insights.domain.preferences import Caps
from shelfsignal.kernel.clock import utc_now
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("settings")


@routes.get("/v1/settings", scope=Scope.ACCOUNT_READ)
def show_settings(principal: Principal, deps: ApiDeps) -> OrganisationSettings:
    """Show when it runs, what it may spend, when a product needs attention, and its quotas."""
    return _shown(principal, deps)


@routes.patch("/v1/settings", scope=Scope.ACCOUNT_WRITE)
def change_settings(
    principal: Principal, body: SettingsChange, deps: ApiDeps
) -> OrganisationSettings:
    """Change settings; a limit or score counts from the next run on."""
    org = principal.org_id
    if body.budget or body.attention:
        chosen = deps.preferences.get(org)
        if body.budget:
            chosen = replace(chosen, caps=Caps(**body.budget.model_dump()))
        if body.attention:
            score = body.attention.needs_attention_from
            chosen = replace(chosen, needs_attention_from=score)
        deps.preferences.put(org, chosen)
    if body.schedule:
        timetable = Timetable(body.schedule.interval_hours, body.schedule.hour_utc)
        set_schedule(
            deps.schedule, utc_now, org, enabled=body.schedule.enabled, timetable=timetable
        )
    return _shown(principal, deps)


def _shown(principal: Principal, deps: ApiDeps) -> OrganisationSettings:
    org = principal.org_id
    chosen, collecting = deps.preferences.get(org), deps.schedule.settings(org)
    return OrganisationSettings(
        schedule=ScheduleSettings(
            enabled=collecting.schedule_enabled,
            interval_hours=collecting.schedule_interval_hours,
            hour_utc=collecting.schedule_hour_utc,
            next_run_at=deps.schedule.next_due(org) if collecting.schedule_enabled else None,
        ),
        budget=BudgetSettings.model_validate(chosen.caps),
        attention=AttentionSettings(needs_attention_from=chosen.needs_attention_from),
        quotas=QuotaSettings.model_validate(deps.quotas.limits(org, principal.subject)),
    )
