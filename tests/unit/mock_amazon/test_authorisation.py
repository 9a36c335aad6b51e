"""LWA tokens and the errors of those who have none."""

import pytest

ACCESS_DENIED = "Access to requested resource is denied."


def _error(response):
    return response.json()["errors"][0]


def test_an_exchange_answers_as_lwa_does(mock):
    response = mock.exchange()

    body = response.json()
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert body["access_token"].startswith("Atza|")
    assert body["refresh_token"] == mock.sellers[0]["refresh_token"]
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)


def test_every_exchange_mints_another_token_and_the_old_one_stays_good(mock):
    other = mock.log_in()

    assert other != mock.headers["x-amz-access-token"]
    assert mock.get("/v1/products", limit=1).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"refresh_token": "Atzr|nobody"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "everything"}, 400, "invalid_scope"),
    ],
)
def test_a_bad_exchange_is_refused_with_its_code(mock, changes, status, code):
    response = mock.exchange(**changes)

    assert (response.status_code, response.json()["error"]) == (status, code)
    assert {"error_description", "error_index", "request_id"} <= set(response.json())


def test_a_json_body_is_not_form_encoded(mock):
    response = mock.client.post("/auth/o2/token", json={"grant_type": "refresh_token"})

    assert response.json()["error"] == "invalid_request"


def test_a_grantless_token_speaks_for_no_seller(mock):
    scope = "sellingpartnerapi::notifications"
    token = mock.exchange(grant_type="client_credentials", scope=scope).json()["access_token"]

    response = mock.client.get("/v1/products", headers={"x-amz-access-token": token})

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("headers", "details"),
    [
        ({}, "missing"),
        ({"x-amz-access-token": "Atza|made-up"}, "revoked, malformed or invalid"),
    ],
)
def test_a_caller_without_a_good_token_is_unauthorized(mock, headers, details):
    response = mock.client.get("/v1/products", headers=headers)

    assert response.status_code == 403
    assert _error(response)["code"] == "Unauthorized"
    assert _error(response)["message"] == ACCESS_DENIED
    assert details in _error(response)["details"]
    assert "x-amzn-RateLimit-Limit" not in response.headers
    assert response.headers["x-amzn-RequestId"]


def test_a_token_expires_after_an_hour_of_the_virtual_clock(mock):
    mock.admin("clock", advance_seconds=3601)

    response = mock.get("/v1/products", limit=1)

    assert response.status_code == 403
    assert "expired" in _error(response)["details"]


def test_a_revoked_seller_can_neither_refresh_nor_ask(mock):
    mock.admin("tokens", action="revoke", seller_id=mock.sellers[0]["seller_id"])

    assert mock.exchange().json()["error"] == "invalid_grant"
    assert mock.get("/v1/products").status_code == 403

    mock.admin("tokens", action="restore", seller_id=mock.sellers[0]["seller_id"])
    assert mock.exchange().status_code == 200


@pytest.mark.parametrize("path", ["/v1/nothing", "/products", "/v1/products/B0/x/y"])
def test_an_unknown_path_is_403_and_not_404(mock, path):
    response = mock.get(path)

    assert response.status_code == 403
    assert _error(response)["code"] == "Unauthorized"


def test_a_marketplace_the_seller_is_not_in_is_forbidden(mock):
    mock.headers = {"x-amz-access-token": mock.log_in(seller=1)}

    assert "UK" not in mock.sellers[1]["marketplaces"]
    assert mock.get("/v1/products", marketplace="UK").status_code == 403


def test_a_user_agent_over_500_characters_is_rejected(mock):
    mock.headers["user-agent"] = "x" * 501

    assert mock.get("/v1/products").status_code == 400
