"""The one-origin server: the API below /api, passed on as it was said."""

import asyncio

import httpx
import pytest
from starlette.testclient import TestClient

from infra_cdk.headers import dashboard_headers
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


def test_what_is_no_http_is_the_callers_fault(paths):
    deployed(paths)

    def answer(_request):
        raise httpx.LocalProtocolError("Illegal header value")

    reply = serve(paths, answer).get("/api/health")

    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_input")


def test_a_path_with_a_line_break_is_the_apis_to_answer(paths):
    deployed(paths)

    reply = serve(paths, lambda _request: httpx.Response(418)).get("/api/v1/products/a%0Ab")

    assert reply.status_code == 418


@pytest.fixture
def pages(tmp_path):
    """A browser's view of the server, and the dashboard it has built."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<title>The dashboard</title>" + " " * 2000)
    (dist / "assets" / "page-1a2b.js").write_text("export {}")
    (dist / ".inputs").write_text("secret")
    return TestClient(make_app(Paths(tmp_path), "http://127.0.0.1:1", dist))


@pytest.mark.parametrize("address", ["/", "/products?brand=Volt", "/products/US-B0ABC12345"])
def test_every_address_of_the_dashboard_is_its_one_page(pages, address):
    reply = pages.get(address)

    assert (reply.status_code, reply.text[:28]) == (200, "<title>The dashboard</title>")
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["content-encoding"] == "gzip"


def test_hashed_files_are_kept_forever_and_their_absence_is_no_page(pages):
    found, missing = pages.get("/assets/page-1a2b.js"), pages.get("/assets/page-gone.js")

    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert missing.status_code == 404


def test_a_page_known_already_is_not_sent_again(pages):
    etag = pages.get("/").headers["etag"]

    assert pages.get("/", headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize("address", ["/", "/assets/page-1a2b.js"])
def test_what_the_dashboard_may_load_is_said_strictly(pages, address):
    headers = pages.get(address).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "connect-src 'self' http://127.0.0.1:1;" in policy
    for name, text in dashboard_headers("http://127.0.0.1:1").items():
        assert headers[name] == text
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ["/.inputs", "/assets/../.inputs", "/%2e%2e/dataset.json"])
def test_no_address_reaches_a_file_that_is_not_the_dashboards(pages, address):
    assert "secret" not in pages.get(address).text


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
