"""The grants of Login with Amazon beside the refresh token: codes, secrets, scopes, withdrawals."""

import pytest

CALLBACK = "https://app.example.com/callback"
DAY_S = 86_400


@pytest.fixture
def app(start):
    """A mock whose application may be led back to CALLBACK."""
    return start(redirect_uris=(CALLBACK,))


def _code(mock, **changes):
    body = {"seller_id": mock.sellers[0]["seller_id"], "region": "NA", **changes}
    return mock.admin("consent", **body)["spapi_oauth_code"]


def _redeem(mock, code, /, **changes):
    named = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    form = {**named, **mock.credentials, **changes}
    return mock.client.post("/auth/o2/token", data={k: v for k, v in form.items() if v})


def _error(response):
    return response.status_code, response.json()["error"]


def test_a_code_becomes_tokens_that_work(app):
    body = _redeem(app, _code(app)).json()

    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert body["refresh_token"].startswith("Atzr|")
    headers = {"x-amz-access-token": body["access_token"]}
    page = app.client.get("/v1/products", params={"marketplace": "US"}, headers=headers)
    assert page.status_code == 200
    again = app.exchange(refresh_token=body["refresh_token"]).json()
    assert again["refresh_token"] == body["refresh_token"]
    assert again["access_token"] != body["access_token"]


def test_a_code_may_come_without_its_redirect_uri(app):
    """python-amazon-sp-api sends none."""
    assert _redeem(app, _code(app), redirect_uri="").status_code == 200


def test_a_code_works_once(app):
    code = _code(app)

    assert _redeem(app, code).status_code == 200
    assert _error(_redeem(app, code)) == (400, "invalid_grant")


def test_a_code_lives_five_minutes(app):
    code, late = _code(app), _code(app)
    app.admin("clock", advance_seconds=299)
    assert _redeem(app, code).status_code == 200
    app.admin("clock", advance_seconds=2)

    assert _error(_redeem(app, late)) == (400, "invalid_grant")


def test_a_code_is_bound_to_its_redirect_uri_and_client(app):
    other = app.admin("application", name="Other")

    wrong = _redeem(app, _code(app), redirect_uri="https://app.example.com/other")
    assert _error(wrong) == (400, "invalid_grant")
    named = {name: other[name] for name in ("client_id", "client_secret")}
    assert _error(_redeem(app, _code(app), **named)) == (400, "invalid_grant")


def test_a_refresh_token_is_its_clients_alone(app):
    other = app.admin("application", name="Other")
    token = _redeem(app, _code(app)).json()["refresh_token"]

    named = {name: other[name] for name in ("client_id", "client_secret")}
    assert _error(app.exchange(refresh_token=token, **named)) == (400, "invalid_grant")


def test_a_refresh_token_outlives_a_restart(app, start):
    token = _redeem(app, _code(app)).json()["refresh_token"]

    assert start().exchange(refresh_token=token).status_code == 200


def test_an_authorisation_ends_after_a_year(app):
    body = _redeem(app, _code(app)).json()
    app.admin("application", rotate_secret=True)
    app.admin("clock", advance_days=179)
    app.rotate()
    app.admin("clock", advance_days=179)
    app.rotate()
    assert app.exchange(refresh_token=body["refresh_token"]).status_code == 200
    app.admin("clock", advance_days=7.1)

    refused = app.exchange(refresh_token=body["refresh_token"])

    assert _error(refused) == (400, "invalid_grant")


def test_a_secret_lives_180_days_and_a_rotated_one_seven_more(app):
    old = app.credentials["client_secret"]
    app.admin("clock", advance_days=100)
    new = app.admin("application", rotate_secret=True)["client_secret"]
    assert app.exchange(client_secret=old).status_code == 200
    app.admin("clock", advance_days=7)

    assert _error(app.exchange(client_secret=old)) == (401, "invalid_client")
    assert app.exchange(client_secret=new).status_code == 200
    app.admin("clock", advance_days=174)
    assert _error(app.exchange(client_secret=new)) == (401, "invalid_client")


def test_a_withdrawal_ends_old_tokens_and_spares_a_new_consent(app):
    seller = app.sellers[0]["seller_id"]
    old = _redeem(app, _code(app)).json()
    pending = _code(app)
    app.admin("tokens", action="revoke", seller_id=seller)
    new = _redeem(app, _code(app)).json()

    assert _error(app.exchange(refresh_token=old["refresh_token"])) == (400, "invalid_grant")
    assert _error(_redeem(app, pending)) == (400, "invalid_grant")
    asked = [
        app.client.get("/v1/products", headers={"x-amz-access-token": one["access_token"]})
        for one in (old, new)
    ]
    assert [response.status_code for response in asked] == [403, 200]
    assert app.exchange(refresh_token=new["refresh_token"]).status_code == 200


def test_a_withdrawal_from_one_application_leaves_the_others(app):
    app.admin("application", name="Other", redirect_uris=[CALLBACK])
    token = _redeem(app, _code(app)).json()["refresh_token"]
    app.admin("tokens", action="revoke", seller_id=app.sellers[0]["seller_id"], client_id="another")

    assert app.exchange(refresh_token=token).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        pytest.param({"code": "made-up"}, 400, "invalid_grant", id="unknown code"),
        pytest.param({"code": ""}, 400, "invalid_request", id="no code"),
        pytest.param({"grant_type": "client_credentials"}, 400, "invalid_request", id="no scope"),
        pytest.param({"grant_type": "implicit"}, 400, "unsupported_grant_type", id="grant"),
        pytest.param({"client_secret": "x"}, 401, "invalid_client", id="secret"),
        pytest.param({"client_id": "x"}, 401, "invalid_client", id="client"),
    ],
)
def test_every_wrong_request_has_its_code(app, changes, status, code):
    response = _redeem(app, "unused", **changes)

    assert _error(response) == (status, code)
    assert response.headers["Cache-Control"] == "no-store"
    assert {"error_description", "error_index", "request_id"} <= set(response.json())


def test_a_grant_the_application_lacks_is_unauthorized_client(app):
    app.admin("application", grants=["refresh_token"])

    response = _redeem(app, _code(app))

    assert _error(response) == (400, "unauthorized_client")


def test_a_parameter_given_twice_is_an_invalid_request(app):
    form = "grant_type=refresh_token&grant_type=refresh_token"
    kind = {"content-type": "application/x-www-form-urlencoded"}

    response = app.client.post("/auth/o2/token", content=form, headers=kind)

    assert _error(response) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("500", 500, "server_error"),
        ("503", 503, "temporarily_unavailable"),
        ("403", 400, "access_denied"),
    ],
)
def test_lwa_fails_in_its_own_words(app, kind, status, code):
    app.admin("faults", faults=[{"kind": kind, "operation": "token"}])

    assert _error(app.exchange()) == (status, code)
    assert app.exchange().status_code == 200


def test_a_token_of_one_region_is_no_good_in_another(app):
    token = _redeem(app, _code(app, region="EU")).json()["access_token"]
    headers = {"x-amz-access-token": token}

    asked = [
        app.client.get(path, headers=headers)
        for path in ("/v1/products", "/v1/products?marketplace=US", "/na/v1/products",
                     "/eu/v1/products")
    ]  # fmt: skip

    assert [response.status_code for response in asked] == [200, 403, 403, 200]
    assert {p["marketplace"] for p in asked[0].json()["products"]} <= {"UK", "DE"}
    assert "not valid for region EU" in asked[1].json()["errors"][0]["details"]


def test_the_sellers_list_has_a_token_for_each_region(mock):
    tokens = mock.sellers[0]["refresh_tokens"]

    assert set(tokens) == {"NA", "EU"}
    assert mock.exchange(refresh_token=tokens["EU"]).status_code == 200


def test_a_role_taken_from_a_seller_closes_its_operations(app):
    app.admin("roles", seller_id=app.sellers[0]["seller_id"], lacking=["Product Listing"])

    refused = app.get("/v1/products")

    assert refused.status_code == 403
    assert refused.json()["errors"][0] == {
        "code": "Unauthorized",
        "message": "Access to requested resource is denied.",
        "details": "",
    }
    app.admin("roles", seller_id=app.sellers[0]["seller_id"], lacking=[])
    assert app.get("/v1/products").status_code == 200


def test_a_new_role_needs_another_consent(app):
    app.admin("application", roles=["Pricing"])
    old = _redeem(app, _code(app)).json()["access_token"]
    app.admin("application", roles=["Pricing", "Product Listing"])
    new = _redeem(app, _code(app)).json()["access_token"]

    asked = [
        app.client.get("/v1/products", headers={"x-amz-access-token": token}).status_code
        for token in (old, new)
    ]

    assert asked == [403, 200]
