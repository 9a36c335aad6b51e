"""What every answer has: the envelope of errors, ETags, headers, and nothing of our insides."""

import pytest
from pydantic import ValidationError

from functions.api.models.reviews import ReviewPage
from shelfsignal.collection.domain.errors import SlotTooFar
from shelfsignal.kernel.errors import Broken, MisconfiguredError, Rejected, StoreUnavailable
from shelfsignal.kernel.ids import ProductId
from shelfsignal.runtime.web.answers import MAX_ANSWER_BYTES
from shelfsignal.runtime.web.routing import Method
from shelfsignal.runtime.web.signatures import response_of
from tests.builders.insights_views import a_card
from tests.unit.api import ids
from tests.unit.api.document import ALL
from tests.unit.api.world import DEMO, World

GETS = ["/v1/products", "/v1/products/US-B07X6C9RMF", "/v1/portfolio", "/v1/runs", "/health"]


def an_event(path, method="GET", **more):
    asked = {"resourcePath": path, "httpMethod": method, "requestId": "gateway-1"}
    return {"requestContext": asked, **more}


@pytest.mark.parametrize("path", GETS)
def test_a_client_that_has_the_answer_is_told_so(world, path):
    first = world.get(path)

    again = world.get(path, if_none_match=f'"old", W/{first.headers["etag"]}')

    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_changed_answer_is_sent_again(world):
    etag = world.get("/v1/runs").headers["etag"]
    world.post("/v1/runs")

    again = world.get("/v1/runs", if_none_match=etag)

    assert again.status == 200
    assert again.headers["etag"] != etag


def test_actions_and_errors_are_never_kept(world):
    assert world.post("/v1/runs").headers["cache-control"] == "no-store"
    assert world.get("/v1/runs/NOPE").headers["cache-control"] == "no-store"
    assert "etag" not in world.get("/v1/runs/NOPE").headers


@pytest.mark.parametrize("path", ["/v1/products", "/v1/runs/NOPE", "/health"])
def test_every_answer_is_safe_to_embed_nowhere_and_readable_anywhere(world, path):
    headers = world.get(path).headers

    assert headers["access-control-allow-origin"] == "*"
    assert "ETag" in headers["access-control-expose-headers"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "max-age" in headers["strict-transport-security"]
    assert headers["content-type"] == "application/json"
    assert headers["x-request-id"]


def test_the_gateway_is_told_what_to_answer_a_browser_that_asks_first(world):
    cors = world.app.routes["/v1/products"]["GET"].cors.get_access_control_headers()

    assert cors["Access-Control-Allow-Origin"] == "*"
    assert {"X-Api-Key", "If-None-Match"} <= set(cors["Access-Control-Allow-Headers"].split(","))


def test_errors_quote_the_gateways_request_id(world):
    answer = world.invoke(an_event("/v1/products"))

    assert answer.status == 401
    assert answer.error["request_id"] == answer.headers["x-request-id"] == "gateway-1"


@pytest.mark.parametrize(
    "event",
    [{}, an_event("/nowhere"), an_event("/v1/products/"), {"requestContext": None}],
    ids=["empty", "unknown", "slash", "null"],
)
def test_an_unknown_path_is_not_found_and_leaves_no_trace(world, event):
    before = set(world.app.routes)

    answer = world.invoke(event)

    assert (answer.status, answer.error["code"]) == (404, "not_found")
    assert set(world.app.routes) == before


def test_a_wrong_method_says_which_ones_are_right(world):
    answer = world.invoke(an_event("/v1/runs", "DELETE"))

    assert (answer.status, answer.error["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, POST"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("failure", "status", "code", "retry_after"),
    [
        (StoreUnavailable("insights"), 503, "unavailable", "1"),
        (SlotTooFar("listProducts", 2.3), 503, "unavailable", "3"),
        (Broken("the salt is lost"), 500, "internal", None),
        (MisconfiguredError("no table"), 500, "internal", None),
        (ZeroDivisionError("secret of the trade"), 500, "internal", None),
        (Rejected("Not like this."), 400, "rejected", None),
    ],
)
def test_failures_become_statuses_without_showing_our_insides(
    world, failure, status, code, retry_after
):
    world.insights.failure = failure

    answer = world.get("/v1/products")

    assert (answer.status, answer.error["code"]) == (status, code)
    assert answer.headers.get("retry-after") == retry_after
    if status >= 500:
        assert str(failure) not in answer.text
        assert answer.error["details"] == {}


@pytest.mark.parametrize("failure", [Broken("gone"), ZeroDivisionError("oops")])
def test_a_fault_of_ours_is_logged_once_with_its_trace(world, caplog, failure):
    world.insights.failure = failure

    world.get("/v1/products")

    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == 1
    assert errors[0].exc_info[1] is failure


def test_a_callers_fault_is_no_error_of_ours(world, caplog):
    world.get("/v1/products", {"limit": "0"})

    assert {record.levelname for record in caplog.records} == {"INFO"}


def test_an_answer_lambda_could_not_hand_over_is_refused(world):
    world.insights.put(DEMO, a_card(ProductId("US-B000000001"), title="é" * MAX_ANSWER_BYTES))

    answer = world.get("/v1/products")

    assert (answer.status, answer.error["code"]) == (400, "answer_too_large")
    assert answer.error["details"] == {"field": "limit"}


def test_health_names_the_stores_that_answer():
    world = World(probes={"accounts": lambda: None, "insights": lambda: None})

    answer = world.get("/health", x_api_key="")

    assert (answer.status, answer.json) == (
        200,
        {"status": "ok", "stores": ["accounts", "insights"]},
    )


def test_health_fails_when_a_store_does_not_answer():
    def away():
        raise StoreUnavailable("insights")

    answer = World(probes={"insights": away}).get("/health", x_api_key="")

    assert (answer.status, answer.error["code"]) == (503, "unavailable")


def test_every_declared_get_has_an_etag(world):
    for route in ALL:
        if route.method is Method.GET and not response_of(route.view).is_redirect:
            path = ids.own_path(route, world)
            answer = world.call("GET", path, **world.credentials(route, DEMO))
            assert answer.headers["etag"], path


def test_an_answer_that_does_not_fit_its_model_is_not_quoted_in_the_error():
    with pytest.raises(ValidationError) as refusal:
        ReviewPage.model_validate({"items": "what a customer wrote", "cursor": None})

    assert "customer" not in str(refusal.value)
