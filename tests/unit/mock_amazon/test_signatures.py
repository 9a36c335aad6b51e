"""Signature Version 4: ignored unless told otherwise, then checked against botocore's signer."""

import json
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PATH = "/catalog/2022-04-01/items?marketplaceIds=ATVPDKIKX0DER&keywords=a%20b%2Cc&pageSize=5"
BASE = "http://testserver"


@pytest.fixture
def strict(mock):
    """A mock that verifies, with generous buckets, and the key it knows."""
    mock.key = mock.admin("signatures", verify=True)
    mock.admin("bucket", rate=1000, burst=1000)
    return mock


def _signed(mock, method="GET", path=PATH, body=None, region="us-east-1", **changes):
    """The headers that botocore would send."""
    key = {**mock.key, **changes}
    headers = {"x-amz-access-token": mock.headers["x-amz-access-token"], "host": "testserver"}
    request = AWSRequest(method, BASE + path, headers=headers, data=body)
    credentials = Credentials(key["aws_access_key_id"], key["aws_secret_access_key"])
    SigV4Auth(credentials, "execute-api", region).add_auth(request)
    return dict(request.headers)


def _code(response):
    return response.status_code, response.json()["errors"][0]["code"]


def test_a_signature_is_accepted_and_ignored_by_default(mock):
    mock.headers["Authorization"] = "AWS4-HMAC-SHA256 nonsense"

    assert mock.client.get(PATH, headers=mock.headers).status_code == 200


def test_what_botocore_signs_is_let_in(strict):
    response = strict.client.get(PATH, headers=_signed(strict))

    assert response.status_code == 200


def test_a_posted_body_is_signed_too(strict):
    body = json.dumps({"reportType": "GET_SELLER_FEEDBACK_DATA", "marketplaceIds": ["US"]})
    path = "/reports/2021-06-30/reports"
    headers = _signed(strict, "POST", path, body)

    assert strict.client.post(path, content=body, headers=headers).status_code == 202
    other = body.replace("US", "UK")
    assert _code(strict.client.post(path, content=other, headers=headers)) == (
        403,
        "InvalidSignature",
    )


def test_a_region_host_is_part_of_what_is_signed(strict):
    path = "/eu/sellers/v1/marketplaceParticipations"
    headers = _signed(strict, path=path, region="eu-west-1")

    assert strict.client.get(path, headers=headers).status_code == 200
    assert strict.client.get(path.removeprefix("/eu"), headers=headers).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"aws_secret_access_key": "x" * 40}, id="wrong secret"),
        pytest.param({"aws_access_key_id": "AKIAANOTHER"}, id="wrong key"),
        pytest.param({"region": "mars-north-1"}, id="wrong region"),
    ],
)
def test_a_wrong_signature_is_refused(strict, changes):
    response = strict.client.get(PATH, headers=_signed(strict, **changes))

    assert _code(response) == (403, "InvalidSignature")
    assert "x-amzn-RateLimit-Limit" not in response.headers


@pytest.mark.parametrize("change", ["query", "token", "unsigned", "garbled"])
def test_a_changed_request_is_refused(strict, change):
    headers, path = _signed(strict), PATH
    if change == "query":
        path = PATH.replace("pageSize=5", "pageSize=6")
    if change == "token":
        headers["x-amz-access-token"] = strict.log_in(seller=1)
    if change == "unsigned":
        del headers["Authorization"]
    if change == "garbled":
        headers["Authorization"] = headers["Authorization"][:-1]

    assert _code(strict.client.get(path, headers=headers)) == (403, "InvalidSignature")


def test_an_old_signature_is_refused(strict):
    old = datetime.now(UTC) - timedelta(minutes=6)
    with patch("botocore.auth.get_current_datetime", return_value=old.replace(tzinfo=None)):
        headers = _signed(strict)

    response = strict.client.get(PATH, headers=headers)

    assert _code(response) == (403, "InvalidSignature")
    assert "expired" in response.json()["errors"][0]["message"]


def test_verifying_can_be_stopped(strict):
    strict.admin("signatures", verify=False)

    assert strict.client.get(PATH, headers=strict.headers).status_code == 200
