"""The work routes: who may, on which products, and what a client sees."""

import json

import pytest

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from tests.unit.api.world import DEMO, RIVAL

ISSUE = sorted(load_taxonomy().issues)[0]
WORK = f"/v1/products/{{}}/issues/{ISSUE}/work"


def a_member(world, org=DEMO):
    return world.people.member(org)


def product_of(world):
    return world.get("/v1/products").json["items"][0]["product_id"]


def put(world, product, body, **headers):
    return world.call("PUT", WORK.format(product), json.dumps(body).encode(), **headers)


def test_a_decision_shows_on_the_product_and_in_the_list(world):
    product = product_of(world)

    bob = a_member(world)

    answer = put(world, product, {"status": "acknowledged", "assignee_id": bob})

    assert (answer.status, answer.json["version"], answer.json["status"]) == (
        200,
        1,
        "acknowledged",
    )
    assert world.get(f"/v1/products/{product}/work").json["items"] == [answer.json]
    assert world.get("/v1/work", {"assignee_id": bob}).json["items"] == [answer.json]
    assert world.get("/v1/work", {"status": "open"}).json == {"items": [], "cursor": None}


@pytest.mark.parametrize("org", [RIVAL, None], ids=["another organisation's", "nobody"])
def test_work_is_given_to_members_alone(world, org):
    product = product_of(world)
    assignee = a_member(world, org) if org else "NOBODY"

    answer = put(world, product, {"status": "acknowledged", "assignee_id": assignee})

    assert (answer.status, answer.error["code"]) == (400, "not_a_member")
    assert answer.error["details"] == {"field": "assignee_id"}
    assert world.get("/v1/work").json["items"] == []


def test_a_note_is_answered_with_its_author_and_stays_text(world):
    product = product_of(world)
    path = f"/v1/products/{product}/issues/{ISSUE}/notes"

    answer = world.post(path, {"text": "<script>alert(1)</script>"})

    assert answer.status == 201
    assert answer.json["notes"][0]["text"] == "<script>alert(1)</script>"
    assert world.post(path, {"text": "   "}).error["details"]["field"] == "text"


def test_a_stale_decision_is_a_conflict(world):
    product = product_of(world)
    put(world, product, {"status": "acknowledged"})

    answer = put(world, product, {"status": "open", "expected_version": 0})

    assert (answer.status, answer.error["code"]) == (409, "work_changed")
    assert answer.error["details"]["version"] == 1


def test_another_organisations_product_and_an_unknown_issue_are_not_found(world):
    assert put(world, "US-B000RIVAL1", {"status": "open"}).status == 404
    unknown = f"/v1/products/{product_of(world)}/issues/nothing/notes"
    assert world.post(unknown, {"text": "x"}).error["code"] == "issue_not_found"


def test_reading_is_not_writing(world):
    key = world.new_key(DEMO, Scope.PRODUCTS_READ)

    assert put(world, product_of(world), {"status": "open"}, x_api_key=key).status == 403


def test_the_effect_of_a_fix_says_when_there_is_not_enough_data(world):
    product = product_of(world)

    found = world.get(f"/v1/products/{product}/issues/{ISSUE}/effect", {"on": "2026-10-01"}).json

    assert found["verdict"] == "not_enough_data"
    assert found["change"] is None
    wrong = world.get(f"/v1/products/{product}/issues/{ISSUE}/effect", {"on": "soon"})
    assert (wrong.status, wrong.error["details"]["field"]) == (400, "on")
