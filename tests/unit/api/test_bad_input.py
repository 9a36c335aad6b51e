"""Whatever a route takes, sent wrong: a 4xx that names the field, and nothing of our insides."""

import json

import pytest

from shelfsignal.kernel.paging import encode_cursor
from shelfsignal.runtime.web.requests import MAX_BODY_BYTES
from shelfsignal.runtime.web.signatures import response_of
from tests.unit.api import ids
from tests.unit.api.document import ALL, label, operation
from tests.unit.api.world import DEMO, World

WORLD = World()
TWO_MEGABYTES = b'{"x": "' + b"x" * 2_000_000 + b'"}'


def parameters(route, where):
    return {each["name"]: each for each in operation(route)["parameters"] if each["in"] == where}


TAKING = {
    name: [route for route in ALL if name in parameters(route, "query")]
    for name in ("limit", "cursor")
}
# A redirect leads a person's browser on, whatever it brought along.
ANSWERING = [route for route in ALL if not response_of(route.view).is_redirect]
WITH_QUERY = [route for route in ANSWERING if parameters(route, "query")]
WITH_BODY = [route for route in ALL if route.takes("body")]


def send(route, query="", body=None, **headers):
    """With good ids, a good body and credentials; but for what is given here."""
    path, _, needed = ids.own_path(route, WORLD).partition("?")
    path += "?" + "&".join(part for part in (query.removeprefix("?"), needed) if part)
    sent = ids.good_body(route) if body is None else body
    return WORLD.call(route.method, path, sent, **WORLD.credentials(route, DEMO), **headers)


def is_refused(answer, status, field=None):
    assert answer.status == status, answer.text
    assert "Traceback" not in answer.text
    assert answer.error["request_id"]
    if field:
        named = {each["field"] for each in answer.error["details"].get("errors", [])}
        assert field in named | {answer.error["details"].get("field")}
    return True


@pytest.mark.parametrize("value", ["0", "-1", "101", "9" * 400, "many", "1.5", "", "٣٣٣", "1e2"])
@pytest.mark.parametrize("route", TAKING["limit"], ids=label)
def test_a_limit_that_is_none(route, value):
    assert is_refused(send(route, f"?limit={value}"), 400, "limit")


@pytest.mark.parametrize(
    "cursor",
    [
        "not!a!cursor",
        "bm90IGpzb24",
        "é",
        "x" * 4001,
        "%00",
        encode_cursor({"another": "query"}, {"next": 1, "id": "a", "key": "b", "before": 1}),
    ],
    ids=["garbled", "no-json", "unicode", "long", "nul", "another-query's"],
)
@pytest.mark.parametrize("route", TAKING["cursor"], ids=label)
def test_a_cursor_that_is_none_of_this_list(route, cursor):
    assert is_refused(send(route, f"?cursor={cursor}"), 400, "cursor")


@pytest.mark.parametrize("route", WITH_QUERY, ids=label)
def test_a_parameter_given_twice(route):
    name = next(iter(parameters(route, "query")))

    assert is_refused(send(route, f"?{name}=2026-01-01&{name}=2026-01-02"), 400, name)


@pytest.mark.parametrize("name", ["colour", "%C3%A9", "%F0%9F%94%A5", "__proto__", "limit%00"])
@pytest.mark.parametrize("route", ANSWERING, ids=label)
def test_a_parameter_that_no_route_has(route, name):
    assert is_refused(send(route, f"?{name}=1"), 400)


@pytest.mark.parametrize("route", WITH_BODY, ids=label)
def test_a_body_of_twice_what_is_taken(route):
    most = getattr(route.model("body"), "max_bytes", MAX_BODY_BYTES)

    answer = send(route, body=TWO_MEGABYTES * (most // MAX_BODY_BYTES))

    assert is_refused(answer, 413)
    assert answer.error["code"] == "payload_too_large"


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data"])
@pytest.mark.parametrize("route", WITH_BODY, ids=label)
def test_a_body_of_another_type(route, media_type):
    assert is_refused(send(route, body=b'{"a": 1}', content_type=media_type), 415)


@pytest.mark.parametrize(
    "body",
    [b"[]", b'"text"', b"3", b"null", b'{"nonsense": 1}', b"{", b"\xff\xfe", b"[" * 50_000],
    ids=["list", "text", "number", "null", "unknown", "broken", "not-utf8", "deep"],
)
@pytest.mark.parametrize("route", WITH_BODY, ids=label)
def test_a_body_that_is_not_what_is_asked_for(route, body):
    answer = send(route, body=body)

    assert is_refused(answer, 400)
    assert answer.error["details"]["field"]


@pytest.mark.parametrize("wrong", [{}, [[]], True, "\ud800 ", "x" * 100_000], ids=repr)
@pytest.mark.parametrize("route", WITH_BODY, ids=label)
def test_a_field_of_another_type(route, wrong):
    """Each field of a good body in turn; what is no text at all is never taken for one."""
    good = json.loads(ids.good_body(route))

    for name in good:
        answer = send(route, body=json.dumps({**good, name: wrong}).encode())
        if wrong is True or isinstance(wrong, str | dict):
            assert answer.status < 500, answer.text
        else:
            assert is_refused(answer, 400)
        if answer.status == 400:
            assert answer.error["message"]


def test_a_token_in_the_place_of_a_name_is_not_said_back(caplog):
    token = "Atzr|IwEBIJkwalrus0123456789"

    answer = send(WITH_BODY[0], body=json.dumps({token: 1}).encode())

    assert is_refused(answer, 400)
    assert "walrus" not in answer.text + caplog.text
