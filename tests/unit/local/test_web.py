"""The one-origin server: the API below /api, passed on as it was said."""

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
