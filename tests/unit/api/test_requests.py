"""What a caller can get wrong, and that the answer names it."""

import base64
import json

import pytest

from shelfsignal.runtime.web.requests import MAX_BODY_BYTES

PRODUCT = "/v1/products/US-B07X6C9RMF"


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/v1/products", {"colour": "red"}, "colour"),
        ("/v1/products", {"limit": "0"}, "limit"),
        ("/v1/products", {"limit": "-1"}, "limit"),
        ("/v1/products", {"limit": "101"}, "limit"),
        ("/v1/products", {"limit": "9" * 400}, "limit"),
        ("/v1/products", {"limit": "many"}, "limit"),
        ("/v1/products", {"limit": ""}, "limit"),
        ("/v1/products", {"rating": "6"}, "rating"),
        ("/v1/products", {"rating": "4.5"}, "rating"),
        ("/v1/products", {"marketplace": "FR"}, "marketplace"),
        ("/v1/products", {"sentiment": "angry"}, "sentiment"),
        ("/v1/products", {"sort": "price"}, "sort"),
        ("/v1/products", {"order": "up"}, "order"),
        ("/v1/products", {"brand": " "}, "brand"),
        ("/v1/products", {"brand": "b" * 201}, "brand"),
        ("/v1/products", {"issue": "Breaks Early"}, "issue"),
        ("/v1/products", {"cursor": ""}, "cursor"),
        ("/v1/products", {"cursor": "x" * 4001}, "cursor"),
        ("/v1/products", {"cursor": "not!a!cursor"}, "cursor"),
        ("/v1/products", {"cursor": "bm90IGpzb24"}, "cursor"),
        (PRODUCT, {"as_of": "yesterday"}, "as_of"),
        (PRODUCT, {"as_of": "2026-01-01T00:00:00"}, "as_of"),
        (PRODUCT, {"as_of": "0001-01-01T00:00:00+14:00"}, "as_of"),
        (PRODUCT, {"limit": "5"}, "limit"),
        (f"{PRODUCT}/versions/2", {"as_of": "2026-01-01T00:00:00Z"}, "as_of"),
        ("/v1/portfolio", {"day": "2026-02-30"}, "day"),
        ("/v1/portfolio", {"day": "9999-12-31"}, "day"),
        ("/v1/issues", {"kind": "worst"}, "kind"),
        ("/v1/runs", {"status": "DONE"}, "status"),
        ("/v1/products/nonsense", {}, "product_id"),
        ("/v1/products/us-b07x6c9rmf", {}, "product_id"),
        (f"{PRODUCT}/versions/0", {}, "n"),
        (f"{PRODUCT}/versions/two", {}, "n"),
        ("/v1/runs/a%20b", {}, "run_id"),
        ("/health", {"deep": "1"}, "deep"),
    ],
)
def test_a_wrong_parameter_is_named(world, path, query, field):
    answer = world.get(path, query)

    assert answer.status == 400, answer.text
    assert answer.error["details"]["field"] == field


def test_a_parameter_given_twice_is_refused(world):
    answer = world.get("/v1/products", [("brand", "A"), ("brand", "B")])

    assert (answer.status, answer.error["details"]["field"]) == (400, "brand")
    assert "more than once" in answer.error["message"]


def test_all_wrong_parameters_are_named_at_once(world):
    answer = world.get("/v1/products", {"limit": "0", "rating": "9", "colour": "red"})

    named = {each["field"] for each in answer.error["details"]["errors"]}
    assert named == {"limit", "rating", "colour"}
    assert all(each["in"] == "query" for each in answer.error["details"]["errors"])


def test_very_many_wrong_parameters_are_not_all_repeated(world):
    answer = world.get("/v1/products", {f"p{n}": "x" for n in range(500)})

    assert len(answer.error["details"]["errors"]) == 20


def test_what_was_sent_is_not_echoed(world):
    answer = world.get("/v1/products", {"limit": "<script>"})

    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"day": "soon"}, "day"),
        ({"sellers": []}, "sellers"),
        ({"sellers": ["a b"]}, "sellers.0"),
        ({"sellers": "S1"}, "sellers"),
        ({"sellers": ["S"] * 101}, "sellers"),
        ({"marketplaces": ["US", "FR"]}, "marketplaces.1"),
        ([], "body"),
        ("text", "body"),
    ],
)
def test_a_wrong_body_field_is_named(world, body, field):
    answer = world.post("/v1/runs", body)

    assert answer.status == 400, answer.text
    assert answer.error["details"]["field"] == field
    assert answer.error["details"]["errors"][0]["in"] == "body"


@pytest.mark.parametrize(
    "body",
    [b"{", b"{'day': 1}", b"\xff\xfe", b"[" * 100_000, b"\x00"],
    ids=["open", "quotes", "not-utf8", "deep", "nul"],
)
def test_broken_json_is_said_to_be_broken(world, body):
    answer = world.post("/v1/runs", body)

    assert (answer.status, answer.error["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    "body",
    [b"[" + b" " * MAX_BODY_BYTES + b"]", b"x" * (3 * MAX_BODY_BYTES)],
    ids=["just-over", "far-over"],
)
def test_a_body_over_a_megabyte_is_refused(world, body):
    answer = world.post("/v1/runs", body)

    assert (answer.status, answer.error["code"]) == (413, "payload_too_large")
    assert answer.error["details"] == {"limit_bytes": MAX_BODY_BYTES}


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "json"])
def test_a_body_of_another_type_is_refused(world, media_type):
    answer = world.call("POST", "/v1/runs", b'{"sellers": ["S1"]}', content_type=media_type)

    assert (answer.status, answer.error["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("media_type", ["", "application/json; charset=utf-8", "Application/JSON"])
def test_json_by_any_of_its_names_is_taken(world, media_type):
    answer = world.call("POST", "/v1/runs", b'{"sellers": ["S1"]}', content_type=media_type)

    assert answer.status == 202


def test_reading_needs_no_content_type(world):
    assert world.get("/v1/products", content_type="text/html").status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [(base64.b64encode(b'{"sellers": ["S1"]}').decode(), 202), ("****a", 400), ("é", 400)],
)
def test_a_gateway_may_send_the_body_in_base64(world, body, status):
    event = {
        "requestContext": {"resourcePath": "/v1/runs", "httpMethod": "POST", "requestId": "r-1"},
        "headers": {"X-Api-Key": world.key, "Content-Type": "application/json"},
        "body": body,
        "isBase64Encoded": True,
    }

    answer = world.invoke(json.loads(json.dumps(event)))

    assert answer.status == status
    assert answer.headers["x-request-id"] == "r-1"


def test_a_lone_surrogate_is_broken_json(world):
    event = {
        "requestContext": {"resourcePath": "/v1/runs", "httpMethod": "POST"},
        "headers": {"X-Api-Key": world.key},
        "body": '{"sellers": ["\ud800"]}',
    }

    assert world.invoke(event).status == 400
