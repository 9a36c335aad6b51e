"""Faults: what each does, that profiles are bounded and replayable, and what is told about them."""

import json
import random
from collections import Counter
from dataclasses import replace

import pytest

from mock_amazon.faults.desk import CallKey, FaultDesk, Target
from mock_amazon.faults.kinds import HARMLESS, FaultKind
from mock_amazon.wire import ConnectionCut

FEED = "listProducts"


def _calls(pages=400):
    return [CallKey(seller, FEED, "US", "", page) for seller in "ab" for page in range(1, pages)]


def _history(desk, calls, attempts=4):
    """What each call met on each attempt."""
    met: dict[CallKey, list[FaultKind | None]] = {call: [] for call in calls}
    for call in calls * attempts:
        fault = desk.next(call)
        met[call].append(fault.kind if fault else None)
    return met


def test_the_same_seed_meets_the_same_faults_in_any_order():
    calls = _calls()
    shuffled = random.Random(1).sample(calls, len(calls))

    straight = _history(FaultDesk(7, "hostile", 6.0), calls)
    mixed = _history(FaultDesk(7, "hostile", 6.0), shuffled)
    other = _history(FaultDesk(8, "hostile", 6.0), calls)

    assert straight == mixed
    assert straight != other


@pytest.mark.parametrize(
    ("profile", "low", "high"), [("realistic", 0.03, 0.06), ("hostile", 0.25, 0.35)]
)
def test_a_profile_meets_its_share_of_first_attempts(profile, low, high):
    desk = FaultDesk(7, profile, 6.0)

    met = [desk.next(call) for call in _calls(2000)]

    assert low < sum(fault is not None for fault in met) / len(met) < high


def test_no_profile_fails_a_request_more_than_twice_in_a_row():
    desk = FaultDesk(7, "hostile", 6.0)

    for call in _calls(1500):
        failures = 0
        while (fault := desk.next(call)) and fault.kind not in HARMLESS:
            failures += 1
        assert failures <= 2


def test_the_profile_none_leaves_everything_alone():
    desk = FaultDesk(7, "none", 6.0)

    assert not any(desk.next(call) for call in _calls())


def test_hostile_meets_every_kind_it_names():
    desk = FaultDesk(7, "hostile", 6.0)

    met = Counter(fault.kind for call in _calls(3000) if (fault := desk.next(call)))

    assert set(met) == {kind for kind, _ in desk.profile.kinds}


def test_a_target_matches_only_what_it_names_and_ends_after_its_times():
    target = Target(FaultKind.INTERNAL, operation=FEED, page=4, times=2)

    assert not target.takes(CallKey("a", FEED, "US", "", 3))
    assert not target.takes(CallKey("a", "listReviews", "US", "B0", 4))
    assert [target.takes(CallKey("a", FEED, "US", "", 4)) for _ in range(3)] == [True, True, False]


def test_a_permanent_target_never_ends():
    target = Target(FaultKind.BAD_REQUEST, asin="B0", times=None)

    assert all(target.takes(CallKey("a", "r", "US", "B0", 1)) for _ in range(50))


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("429", 429), ("500", 500), ("400", 400), ("403", 403), ("html_502", 502),
        ("html_503", 503), ("html_504", 504), ("empty_502", 502), ("slow", 200),
    ],
)  # fmt: skip
def test_a_targeted_fault_answers_once_with_its_status(mock, kind, status):
    mock.admin("faults", faults=[{"kind": kind, "operation": FEED, "seconds": 0}])

    assert mock.get("/v1/products", limit=1).status_code == status
    assert mock.get("/v1/products", limit=1).status_code == 200


def test_html_and_empty_bodies_carry_no_errors(mock):
    mock.admin("faults", faults=[{"kind": "html_503"}, {"kind": "empty_502"}])

    html, empty = (mock.get("/v1/products", limit=1) for _ in range(2))

    assert html.headers["content-type"].startswith("text/html")
    assert "503" in html.text
    assert empty.content == b""


@pytest.mark.parametrize("kind", ["truncated_json", "not_json"])
def test_a_spoiled_200_does_not_parse(mock, kind):
    mock.admin("faults", faults=[{"kind": kind}])

    response = mock.get("/v1/products", limit=5)

    assert response.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_a_wrong_shape_is_json_without_products(mock):
    mock.admin("faults", faults=[{"kind": "wrong_shape"}])

    assert "products" not in mock.get("/v1/products").json()


@pytest.mark.parametrize("kind", ["cut", "reset"])
def test_a_cut_needs_a_socket(mock, kind):
    mock.admin("faults", faults=[{"kind": kind}])

    with pytest.raises(ConnectionCut):
        mock.get("/v1/products", limit=1)


def test_an_expired_token_stays_expired_until_the_client_refreshes(mock):
    mock.admin("faults", faults=[{"kind": "expired_token"}])

    assert [mock.get("/v1/products", limit=1).status_code for _ in range(2)] == [403, 403]
    mock.headers = {"x-amz-access-token": mock.log_in()}
    assert mock.get("/v1/products", limit=1).status_code == 200


def test_a_repeated_item_is_the_last_of_the_page_before(mock):
    first = mock.get("/v1/products", limit=10, marketplace="US").json()
    mock.admin("faults", faults=[{"kind": "repeated_item", "page": 2}])

    second = mock.get(
        "/v1/products", limit=10, marketplace="US", page_token=first["next_page_token"]
    ).json()

    assert len(second["products"]) == 11
    assert second["products"][0]["product_id"] == first["products"][-1]["product_id"]


def test_page_four_can_be_bad_for_good(mock):
    mock.admin("faults", faults=[{"kind": "400", "operation": FEED, "page": 4, "times": None}])
    token, statuses = "", []

    for _ in range(4):
        response = mock.get("/v1/products", limit=10, page_token=token)
        statuses.append(response.status_code)
        token = response.json().get("next_page_token", "")

    assert statuses == [200, 200, 200, 400]


def test_the_token_endpoint_can_fail_too(mock):
    mock.admin("faults", faults=[{"kind": "500", "operation": "token", "times": 2}])

    assert [mock.exchange().status_code for _ in range(3)] == [500, 500, 200]


def test_an_injected_429_says_when_to_come_back_if_told_to(mock):
    mock.admin("faults", faults=[{"kind": "429", "retry_after_s": 4}])

    assert mock.get("/v1/products").headers["Retry-After"] == "4"


def test_an_unknown_profile_or_kind_is_refused(mock):
    post = mock.client.post

    assert post("/admin/faults", json={"profile": "mean"}).status_code == 400
    assert post("/admin/faults", json={"faults": [{"kind": "fire"}]}).status_code == 400
    wrong = {"kind": "500", "operation": "getEverything"}
    assert post("/admin/faults", json={"faults": [wrong]}).status_code == 400


def test_stats_count_the_faults(mock):
    mock.admin("faults", faults=[{"kind": "500"}, {"kind": "html_503"}])
    for _ in range(3):
        mock.get("/v1/products", limit=1)

    rows = mock.client.get("/admin/stats").json()["operations"]

    row = next(row for row in rows if row["operation"] == FEED)
    assert row["by_status"] == {"200": 1, "500": 1, "503": 1}
    assert row["faults"] == {"500": 1, "html_503": 1}


def _attempt(mock, query):
    """One try as a hardened client makes it: the page, or None."""
    try:
        response = mock.get("/v1/products", **query)
        body = response.json() if response.status_code == 200 else {}
    except (ConnectionCut, json.JSONDecodeError):
        return None
    if response.status_code == 403:
        mock.headers = {"x-amz-access-token": mock.log_in()}
    return body if "products" in body else None


def test_three_tries_a_page_bring_everything_through_hostile_faults(start):
    expected = [product["product_id"] for product in start().products(limit=5, marketplace="US")]
    mock = start(hold_s=0.0)
    mock.admin("faults", profile="hostile")
    desk = mock.client.app.state.world.faults
    desk.profile = replace(desk.profile, slow_s=(0.0, 0.0))

    met: list[str] = []
    token: str | None = ""
    while token is not None:
        query = {"limit": 5, "marketplace": "US", "page_token": token}
        tries = (_attempt(mock, query) for _ in range(3))
        page = next(page for page in tries if page is not None)
        met += [product["product_id"] for product in page["products"]]
        token = page["next_page_token"]

    assert list(dict.fromkeys(met)) == expected
    assert sum(mock.client.get("/admin/stats").json()["total"]["faults"].values()) >= 5


@pytest.mark.parametrize(
    ("kind", "status"), [("echo_400", 400), ("echo_403", 403), ("echo_500", 500)]
)
def test_an_echo_repeats_the_request_with_its_token(mock, kind, status):
    mock.admin("faults", faults=[{"kind": kind, "operation": FEED}])

    answer = mock.get("/v1/products")

    assert answer.status_code == status
    assert mock.headers["x-amz-access-token"] in answer.json()["errors"][0]["details"]


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        ("echo_400", 400, "invalid_grant"),
        ("echo_403", 401, "invalid_client"),
        ("echo_500", 500, "server_error"),
    ],
)
def test_login_with_amazon_echoes_the_secret_too(mock, kind, status, error):
    mock.admin("faults", faults=[{"kind": kind, "operation": "token"}])

    answer = mock.exchange()

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert mock.credentials["client_secret"] in answer.json()["error_description"]
