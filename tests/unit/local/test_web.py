"""The one-origin server: the API below /api, passed on as it was said."""

import asyncio

import httpx
import pytest
from starlette.testclient import TestClient

from local.jsonfile import write_json
from local.paths import Paths
from local.web import make_app


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path)


def serve(paths, answer):
    """The server with an emulator that answers through `answer(request)`."""
    app = make_app(paths, "http://127.0.0.1:1")
    app.state.client = httpx.AsyncClient(
        base_url="http://127.0.0.1:1", transport=httpx.MockTransport(answer)
    )
    # Without its context manager the test client runs no lifespan, and our client stays.
    return TestClient(app)


def deployed(paths):
    write_json(paths.deployed, {"inputs": "x", "outputs": {"ApiId": "abc"}})


def test_a_call_reaches_the_stage_with_path_query_headers_and_body(paths):
    deployed(paths)
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(202, json={"ok": True}, headers={"etag": '"1"'})

    reply = serve(paths, answer).post(
        "/api/v1/products/US%2DB0?limit=2&q=a%20b", json={"x": 1}, headers={"x-api-key": "k"}
    )

    assert reply.status_code == 202
    assert reply.json() == {"ok": True}
    assert reply.headers["etag"] == '"1"'
    (request,) = seen
    expected = b"/restapis/abc/api/_user_request_/v1/products/US%2DB0?limit=2&q=a%20b"
    assert request.url.raw_path == expected
    assert request.headers["x-api-key"] == "k"
    assert request.read() == b'{"x":1}'


def test_before_the_deploy_the_api_says_not_ready_in_its_own_envelope(paths):
    reply = serve(paths, lambda _request: httpx.Response(200)).get("/api/health")

    assert reply.status_code == 503
    assert reply.json()["error"]["code"] == "not_ready"
    assert reply.headers["retry-after"]


def test_a_dead_emulator_is_not_ready_rather_than_a_stack_trace(paths):
    deployed(paths)

    def answer(_request):
        raise httpx.ConnectError("refused")

    reply = serve(paths, answer).get("/api/health")

    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "not_ready")


def test_the_front_page_leads_to_the_api(paths):
    reply = serve(paths, lambda _request: httpx.Response(200)).get("/")

    assert reply.status_code == 200
    assert "/api/v1/openapi.json" in reply.text


def ask(paths, raw_path, query=b"", header=b"k"):
    """A request as a client that tidies nothing sends it: its answer, and the path passed on."""
    deployed(paths)
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200)

    async def call():
        sent = []
        scope = {
            "type": "http",
            "method": "GET",
            "path": raw_path.decode("latin-1"),
            "raw_path": raw_path,
            "query_string": query,
            "headers": [(b"x-api-key", header)],
        }

        async def receive():
            return {"type": "http.request", "body": b""}

        async def send(message):
            sent.append(message)

        await serve(paths, answer).app(scope, receive, send)
        return sent[0]["status"]

    return asyncio.run(call()), seen


@pytest.mark.parametrize(
    ("raw_path", "query", "status"),
    [
        (b"/api/v1/../../../../_ministack/reset", b"", 404),
        (b"/api/../../other/api/_user_request_/v1", b"", 404),
        (b"/apihealth", b"", 404),
        (b"/api/v1/\xe9", b"", 400),
        (b"/api/v1/products", b"q=\xe9", 400),
        (b"/api/" + b"x" * 70_000, b"", 400),
    ],
)
def test_no_path_leads_out_of_the_api(paths, raw_path, query, status):
    assert ask(paths, raw_path, query) == (status, [])


def test_a_header_is_passed_on_byte_by_byte(paths):
    status, (request,) = ask(paths, b"/api/health", header=b"\xe9")

    assert status == 200
    assert (b"x-api-key", b"\xe9") in request.headers.raw
