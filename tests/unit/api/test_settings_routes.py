"""Settings: read, changed a group at a time, refused when they make no sense."""

import json

import pytest

from shelfsignal.accounts.domain.quota import Limits, Overrides
from shelfsignal.accounts.domain.scopes import Scope
from tests.fakes.usage import MemoryQuotas
from tests.unit.api.world import DEMO, RIVAL, a_quota_desk


def change(world, body, **headers):
    return world.call("PATCH", "/v1/settings", json.dumps(body).encode(), **headers)


def test_an_organisation_starts_with_the_defaults(world):
    assert world.get("/v1/settings").json == {
        "schedule": {
            "enabled": False,
            "interval_hours": 24,
            "hour_utc": None,
            "next_run_at": None,
        },
        "budget": {
            "usd_a_run": None,
            "usd_a_day": None,
            "tokens_a_run": None,
            "tokens_a_day": None,
        },
        "attention": {"needs_attention_from": 35.0},
        "quotas": {
            "caller": {"minute": 300, "day": 50_000, "month": 500_000},
            "organisation": {"minute": 1_200, "day": 200_000, "month": 2_000_000},
        },
    }


def test_quotas_are_those_that_hold_and_cannot_be_changed(world):
    own = Limits(minute=7, day=70, month=700)
    stores = MemoryQuotas()
    stores.put(DEMO, Overrides(organisation=own))
    world.deps.quotas = a_quota_desk(stores)

    shown = world.get("/v1/settings").json["quotas"]
    refused = change(world, {"quotas": {"organisation": {"minute": 10**6}}})

    assert shown["organisation"] == {"minute": 7, "day": 70, "month": 700}
    assert shown["caller"]["minute"] == 300
    assert (refused.status, refused.error["details"]["field"]) == (400, "quotas")


def test_a_group_is_changed_and_the_others_stay(world):
    change(world, {"budget": {"usd_a_day": 2.5, "tokens_a_run": 1000}})
    answer = change(world, {"attention": {"needs_attention_from": 40}})

    assert answer.status == 200
    assert answer.json["budget"] == {
        "usd_a_run": None,
        "usd_a_day": 2.5,
        "tokens_a_run": 1000,
        "tokens_a_day": None,
    }
    assert answer.json["attention"] == {"needs_attention_from": 40.0}
    assert world.get("/v1/settings").json == answer.json


def test_switching_the_schedule_on_says_when_the_next_run_is(world):
    shown = change(world, {"schedule": {"enabled": True, "hour_utc": 5}}).json["schedule"]

    assert (shown["enabled"], shown["interval_hours"], shown["hour_utc"]) == (True, 24, 5)
    assert shown["next_run_at"].endswith("T05:00:00.000Z")
    off = change(world, {"schedule": {"enabled": False}}).json["schedule"]
    assert off["next_run_at"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"schedule": {"enabled": True, "interval_hours": 6, "hour_utc": 5}}, "schedule.hour_utc"),
        ({"schedule": {"enabled": True, "interval_hours": 0}}, "schedule.interval_hours"),
        ({"budget": {"usd_a_run": -1}}, "budget.usd_a_run"),
        ({"attention": {"needs_attention_from": 0}}, "attention.needs_attention_from"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_nonsense_is_refused_by_field_and_changes_nothing(world, body, field):
    before = world.get("/v1/settings").json

    answer = change(world, body)

    assert (answer.status, answer.error["details"]["field"]) == (400, field)
    assert world.get("/v1/settings").json == before


def test_settings_are_an_organisations_own_and_need_their_scope(world):
    change(world, {"attention": {"needs_attention_from": 40}})

    rivals = world.get("/v1/settings", x_api_key=world.new_key(RIVAL)).json
    assert rivals["attention"] == {"needs_attention_from": 35.0}
    reader = world.new_key(DEMO, Scope.ACCOUNT_READ)
    assert change(world, {}, x_api_key=reader).status == 403
