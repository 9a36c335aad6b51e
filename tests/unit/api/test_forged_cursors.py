"""A cursor is sealed against mistakes, not against forgers: whatever it holds, nothing breaks."""

import base64
import json
import re

import pytest
from botocore.client import BaseClient

from shelfsignal.collection.adapters.dynamo.connections import DynamoConnections
from shelfsignal.kernel import paging
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId
from tests.builders.collection import a_connection
from tests.unit.api import ids
from tests.unit.api.document import ALL, label
from tests.unit.api.test_wiring import deployed, invoke, make_key  # noqa: F401 - a fixture

PAGED = [
    route for route in ALL if (query := route.model("query")) and "cursor" in query.model_fields
]
# What a position consists of; elsewhere it is `after`.
FIELDS = {
    **dict.fromkeys(
        ["list_jobs", "list_seller_jobs", "list_runs", "list_versions", "list_audit"], ["before"]
    ),
    **dict.fromkeys(["show_upload", "list_run_failures"], ["skipped"]),
    "list_products": ["key", "id", "list"],
    "list_changes": ["key", "id"],
    "list_work": ["product", "issue"],
    "list_reviews": ["version", "after"],
}
VALUES = [1, 99_999, 100_000, 999_998, 10**9, "\x00", "~~~", "😀" * 240, "ORG#rival"]
_BETWEEN = re.compile(r"BETWEEN (:\w+) AND (:\w+)")
_MOST_BYTES = 1024


def forged(route, value):
    position = dict.fromkeys(FIELDS.get(route.name, ["after"]), value)
    body = json.dumps(["sealed", position], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def as_strict_as_amazon(make_call):
    """moto answers what DynamoDB refuses: a range that ends before it begins, a key too long."""

    def strict(client, operation, asked):
        condition = asked.get("KeyConditionExpression")
        given = asked.get("ExpressionAttributeValues", {}) if condition else {}
        values = {name: next(iter(each.values())) for name, each in given.items()}
        for low, high in _BETWEEN.findall(condition or ""):
            assert values[low].encode() <= values[high].encode(), (values[low], values[high])
        start = [next(iter(each.values())) for each in asked.get("ExclusiveStartKey", {}).values()]
        too_long = [key for key in (*values.values(), *start) if len(key.encode()) > _MOST_BYTES]
        assert not too_long
        return make_call(client, operation, asked)

    return strict


@pytest.fixture
def asked(deployed, capsys, monkeypatch):  # noqa: F811
    """Asks a route with a cursor that bears the right seal."""
    strict = as_strict_as_amazon(getattr(BaseClient, "_make_api_call"))  # noqa: B009 - no stub has it
    monkeypatch.setattr(BaseClient, "_make_api_call", strict)
    monkeypatch.setattr(paging, "_seal", lambda _query, _position: "sealed")
    scopes = ["products:read", "runs:read", "jobs:read", "jobs:write", "keys:read", "account:read"]
    key = make_key(capsys, *scopes, "account:write")
    DynamoConnections("runs").put(a_connection(SellerId("S1"), (Marketplace.US,), OrgId("demo")))
    body = json.dumps({"marketplace_id": Marketplace.US.marketplace_id, "size_bytes": 9})
    _, upload = invoke(deployed, "POST", "/v1/uploads", key, body=body)
    known = {**ids.NOBODYS, **ids.PLAIN, "job_id": upload["job_id"], "seller_id": "S1"}

    def ask(route, cursor):
        path = {name: known[name] for name in ids.placeholders(route)}
        since = {"since": ["2026-11-20T08:00:00Z"]} if route.name == "list_changes" else {}
        more = {"pathParameters": path}
        more["multiValueQueryStringParameters"] = {**since, "cursor": [cursor]}
        return invoke(deployed, str(route.method), route.path, key, **more)

    return ask


def test_a_forged_position_is_an_empty_page_or_a_bad_cursor(asked):
    answers = {
        (label(route), str(value)[:9]): asked(route, forged(route, value))
        for route in PAGED
        for value in VALUES
    }

    broken = [place for place, (status, _) in answers.items() if status >= 500]

    assert broken == []
    refused = {route for (route, _), (status, _) in answers.items() if status == 400}
    unknown = {route for (route, _), (status, _) in answers.items() if status == 404}
    assert refused | unknown == {label(route) for route in PAGED}


def test_products_of_a_job_end_where_their_numbers_do(asked):
    [route] = [each for each in PAGED if each.name == "show_job_status"]

    for number in (99_999, 100_000, 999_998):
        _, body = asked(route, forged(route, number))
        assert body["error"]["code"] == "bad_cursor"
