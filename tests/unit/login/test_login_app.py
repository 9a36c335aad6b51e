"""The login function as deployed: settings from the environment, stores in moto, real hashes and
signatures, mails in a folder; and not one secret of all that in a log line."""

import json
import logging
import re

import boto3
import jwt
import pytest
from chalice.test import Client
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from functions.login.app import app, deps_from_environment
from functions.login.settings import LoginSettings
from scripts.rotate_signing_key import main as rotate
from shelfsignal.accounts.adapters.signing_keys import DynamoPublicKeys
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.runtime.identity import WiredIdentities, WiredLogin
from shelfsignal.runtime.web.app import WebApp

TABLE = "accounts"
EMAIL, PASSWORD, NEW = "marker-ada@example.com", "marker-ostrich-lamp", "marker-copper-lamp"
OWN_PAGE = {"x-requested-with": "shelfsignal"}


@pytest.fixture
def deployed(monkeypatch, tmp_path):
    with mock_aws():
        key = [("pk", "HASH"), ("sk", "RANGE")]
        boto3.client("dynamodb").create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in key],
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n, _ in key],
        )
        secret = boto3.client("secretsmanager").create_secret(Name="signing", SecretString="{}")
        variables = {
            "ACCOUNTS_TABLE": TABLE,
            "TELEMETRY_QUEUE_URL": boto3.client("sqs").create_queue(QueueName="t")["QueueUrl"],
            "TOKEN_ISSUER": "shelfsignal-test",
            "DASHBOARD_URL": "https://app.example.com/",
            "MAIL_FROM": "no-reply@example.com",
            "MAIL_FOLDER": str(tmp_path / "mail"),
            "SIGNING_SECRET_ARN": secret["ARN"],
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        rotate(["--table", TABLE, "--secret", secret["ARN"]])
        deps_from_environment.cache_clear()
        yield Browser(tmp_path / "mail")
        deps_from_environment.cache_clear()


class Browser:
    """Calls the app and keeps what it is given."""

    def __init__(self, mail):
        self._client, self._mail = Client(app), mail
        self.cookie = self.token = ""
        self.secrets = []

    def post(self, path, headers=OWN_PAGE, **body):
        sent = {"content-type": "application/json", **headers}
        if self.cookie:
            sent["cookie"] = f"ss_refresh={self.cookie}"
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        answer = self._client.http.post(path, headers=sent, body=json.dumps(body).encode())
        for name, value in answer.headers.items():
            if name.lower() == "set-cookie":
                self.cookie = re.findall(r"ss_refresh=([^;]*);", str(value))[0]
        if answer.status_code in (200, 201):
            self.token = answer.json_body["access_token"]
        self.secrets += [each for each in (self.cookie, self.token) if each]
        return answer

    def mailed_token(self):
        newest = sorted(self._mail.glob("*.eml"))[-1]
        token = re.findall(r"token=(\S+)", newest.read_text())[0]
        self.secrets.append(token)
        return token

    def register(self):
        return self.post(
            "/v1/auth/register",
            organisation_name="Northwind",
            name="Ada",
            email=EMAIL,
            password=PASSWORD,
        )


def walk(browser):
    """Everything that handles a secret, once well and once badly."""
    statuses = [browser.register().status_code]
    post = browser.post
    statuses.append(post("/v1/auth/email/verify", token=browser.mailed_token()).status_code)
    statuses.append(post("/v1/auth/email/verify", token="sst_" + "x" * 43).status_code)
    statuses.append(post("/v1/auth/login", email=EMAIL, password="marker-wrong").status_code)
    statuses.append(post("/v1/auth/login", email=EMAIL, password="x" * 300).status_code)
    statuses.append(post("/v1/auth/login", email=EMAIL, password=PASSWORD).status_code)
    statuses.append(post("/v1/auth/refresh").status_code)
    changed = post("/v1/auth/password/change", current_password=PASSWORD, new_password=NEW)
    statuses.append(changed.status_code)
    return statuses


def test_a_person_registers_proves_the_address_signs_in_and_changes_the_password(deployed):
    assert walk(deployed) == [201, 204, 400, 401, 400, 200, 200, 204]


def test_no_secret_and_no_address_is_in_any_log_line(deployed, caplog, capsys):
    caplog.set_level(logging.DEBUG)

    walk(deployed)
    deployed.post("/v1/auth/password/forgot", email=EMAIL)
    deployed.post("/v1/auth/password/reset", token=deployed.mailed_token(), password="short")

    logged = " ".join(str(vars(record)) for record in caplog.records if "boto" not in record.name)
    logged += capsys.readouterr().out
    assert "request_refused" in logged
    for secret in [EMAIL, PASSWORD, NEW, "marker-wrong", *deployed.secrets]:
        assert secret not in logged, secret[:12]


def test_the_refresh_cookie_is_for_this_path_and_no_script(deployed):
    answer = deployed.register()

    (cookie,) = [value for name, value in answer.headers.items() if name.lower() == "set-cookie"]
    assert "HttpOnly; Secure; SameSite=Strict" in str(cookie)
    assert "; Path=/api/v1/auth; Max-Age=6" in str(cookie)
    assert deployed.cookie not in json.dumps(answer.json_body)


@pytest.mark.parametrize("path", ["/v1/auth/refresh", "/v1/auth/logout"])
@pytest.mark.parametrize("headers", [{}, {"x-requested-with": "XMLHttpRequest"}])
def test_a_page_of_another_site_moves_no_session(deployed, path, headers):
    deployed.register()

    answer = deployed.post(path, headers=headers)

    assert answer.status_code == 400
    assert answer.json_body["error"]["details"]["field"] == "x-requested-with"
    assert deployed.post("/v1/auth/refresh").status_code == 200


def test_signing_out_takes_the_cookie_away(deployed):
    deployed.register()

    assert deployed.post("/v1/auth/logout").status_code == 204

    assert deployed.cookie == ""
    assert deployed.post("/v1/auth/refresh").json_body["error"]["code"] == "session_expired"


def test_too_many_tries_are_told_when_to_come_back(deployed):
    answers = [
        deployed.post("/v1/auth/login", email=EMAIL, password=f"guess-number-{n}") for n in range(7)
    ]

    refused = answers[-1]
    assert (refused.status_code, refused.json_body["error"]["code"]) == (429, "too_many_tries")
    assert int(refused.headers["retry-after"]) >= 1


def test_what_the_login_function_signs_the_api_believes(deployed):
    deployed.register()

    wired = WiredIdentities(LoginSettings.from_environment())

    principal = wired.tokens.authenticate(deployed.token)
    assert principal.org_id.startswith("northwind-")
    assert len(DynamoPublicKeys(TABLE).all()) == 1


def test_without_a_folder_mails_go_through_ses(deployed, monkeypatch):
    boto3.client("sesv2").create_email_identity(EmailIdentity="no-reply@example.com")
    monkeypatch.delenv("MAIL_FOLDER")
    deps_from_environment.cache_clear()

    assert deployed.register().status_code == 201

    (sent,) = ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    assert sent.destinations["ToAddresses"] == [EMAIL]


def test_an_external_issuer_is_asked_when_one_is_configured(deployed, monkeypatch):
    oidc = {
        "OIDC_ISSUER": "https://login.example.com",
        "OIDC_AUDIENCE": "shelfsignal",
        "OIDC_ALGORITHMS": "RS256, ES256",
        "OIDC_JWKS_URL": "http://127.0.0.1:9/jwks",
        "OIDC_ORGANISATION": "acme",
    }
    for name, value in oidc.items():
        monkeypatch.setenv(name, value)
    deployed.register()
    tokens = WiredIdentities(LoginSettings.from_environment()).tokens
    theirs = jwt.encode({"iss": oidc["OIDC_ISSUER"]}, "k" * 32, headers={"kid": "K1"})

    with pytest.raises(StoreUnavailable):
        tokens.authenticate(theirs)
    assert tokens.authenticate(deployed.token).role == "owner"


def test_before_the_first_key_signing_in_is_our_own_fault(deployed, monkeypatch):
    boto3.client("secretsmanager").create_secret(Name="unset", SecretString="{}")
    monkeypatch.setenv("SIGNING_SECRET_ARN", "unset")
    settings = LoginSettings.from_environment()
    client = Client(WebApp("login", app.tables, lambda: WiredLogin(settings)))
    body = {"organisation_name": "N", "name": "A", "email": EMAIL, "password": PASSWORD}

    answer = client.http.post(
        "/v1/auth/register",
        headers={"content-type": "application/json"},
        body=json.dumps(body).encode(),
    )

    assert (answer.status_code, answer.json_body["error"]["code"]) == (500, "internal")
