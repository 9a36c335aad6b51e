"""Who goes through a turn of the stack with secrets: an organisation of its own, and what it knows.

Every secret it comes by is planted in a search, and every answer it gets is searched.
"""

import email
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from local.jsonfile import read_json
from local.stack import LocalStack
from shelfsignal.kernel.ids import new_run_id
from tests.integration.consenting import allow
from tests.integration.driving import admin
from tests.searching import Search, in_base64

OWN_PAGE = {"x-requested-with": "shelfsignal"}
# Where answers are meant to hold what they give.
SESSION = ("answer POST /v1/auth/",)
CONSENT = ("answer GET /v1/auth/amazon/start",)
PUBLIC = {"client_id", "application_id", "secret_rotated_at", "kid"}
TOKEN_SHAPE = re.compile(
    rb"Atz[a-z.]+(?:\||%7[Cc]|\\+u007[Cc])[\w-]{8,}|"
    + b"|".join(re.escape(in_base64(b"Atza|", offset)) for offset in range(3))
)


@dataclass
class Turn:
    """An organisation of its own on the stack, and whatever secret it comes by."""

    stack: LocalStack
    search: Search = field(
        default_factory=lambda: Search(unknown_shapes={"an SP-API token": TOKEN_SHAPE})
    )
    headers: dict[str, str] = field(default_factory=dict)
    address: str = field(default_factory=lambda: f"walrus-{new_run_id().lower()}@example.com")
    password: str = field(default_factory=lambda: f"wonder-{new_run_id()}-walrus")

    def __post_init__(self) -> None:
        self.url = self.stack.options.ports.url("web") + "/api"
        hooks = {"response": [self._heard]}
        self.http = httpx.Client(timeout=60, trust_env=False, event_hooks=hooks)

    def _heard(self, answer: httpx.Response) -> None:
        """Every answer of the API is searched, too."""
        url = str(answer.request.url)
        if url.startswith(self.url):
            answer.read()
            path = url.removeprefix(self.url).partition("?")[0]
            said = json.dumps(dict(answer.headers)).encode() + answer.content
            self.search.put(f"answer {answer.request.method} {path}", said)

    def call(self, method: str, path: str, *, ok: int | None = None, **options: Any) -> Any:
        headers = {**self.headers, **options.pop("headers", {})}
        answer = self.http.request(method, self.url + path, headers=headers, **options)
        assert ok is None or answer.status_code == ok, (path, answer.status_code, answer.text)
        return answer


def plant_what_is_kept(turn: Turn) -> None:
    """Every value of every secret, and the refresh tokens behind the seeded consents."""
    client = turn.stack.clients("secretsmanager")
    llm = {"api_key": f"sk-proj-{new_run_id()}-walrus"}
    name = turn.stack.outputs["LlmSecretArn"]
    before = client.get_secret_value(SecretId=name)["SecretString"]
    client.put_secret_value(SecretId=name, SecretString=json.dumps(llm))
    for secret in client.list_secrets()["SecretList"]:
        text = client.get_secret_value(SecretId=secret["ARN"])["SecretString"]
        for part, value in _leaves(text):
            if part not in PUBLIC:
                turn.search.plant(f"{secret['Name']} {part}", _random_part(value))
    client.put_secret_value(SecretId=name, SecretString=before)
    for seller in admin(turn.stack, "sellers"):
        for place, token in seller["refresh_tokens"].items():
            turn.search.plant(f"refresh token {place}", token.partition("|")[2])
    known = read_json(turn.stack.paths.endpoints)
    turn.search.plant("the stack's key", known["api_key"].rpartition("_")[2])
    turn.search.plant("the stack's password", known["password"])


def _leaves(text: str) -> Iterator[tuple[str, str]]:
    try:
        document = json.loads(text)
    except ValueError:
        yield "", text
        return
    for name, value in document.items():
        yield name, str(value)


def _random_part(value: str) -> str:
    """Of a key's PEM the number itself, between what all share and the public half; of a client
    secret its digits."""
    if "PRIVATE KEY" in value:
        return "".join(value.splitlines()[1:-1])[48:88]
    return value.rpartition(".")[2] if value.startswith("amzn1.") else value


def come_by_an_account(turn: Turn) -> None:
    """Registered, confirmed by mail, signed in, refreshed; a key of its own from then on."""
    person = {"email": turn.address, "password": turn.password}
    turn.search.plant("password", turn.password)
    names = {"organisation_name": "Walrus Works", "name": "Ada"}
    remember_session(turn, turn.call("POST", "/v1/auth/register", ok=201, json=person | names))
    token = mailed(turn)
    turn.call("POST", "/v1/auth/verify-email", json={"token": token})
    turn.call("POST", "/v1/auth/verify-email", json={"token": token})
    wrong = f"not-{new_run_id()}-the-one"
    turn.search.plant("wrong password", wrong)
    turn.call("POST", "/v1/auth/login", ok=401, json={**person, "password": wrong})
    signed_in = turn.call("POST", "/v1/auth/login", ok=200, json=person)
    remember_session(turn, signed_in)
    cookie = turn.http.cookies.get("ss_refresh") or _cookie(signed_in)
    again = {"cookie": f"ss_refresh={cookie}", **OWN_PAGE}
    remember_session(turn, turn.call("POST", "/v1/auth/refresh", ok=200, headers=again, json={}))
    scopes = ["products:read", "runs:read", "runs:write", "jobs:read", "jobs:write"]
    scopes += ["sellers:read", "sellers:write", "account:read"]
    asked = {"name": "a turn", "scopes": scopes}
    # An answer that is kept for whoever asks again must not be this one.
    again = {"idempotency-key": "walrus"}
    key = turn.call("POST", "/v1/api-keys", ok=201, json=asked, headers=again).json()["key"]
    turn.search.plant("key", key.rpartition("_")[2], fine_in=("answer POST /v1/api-keys",))
    turn.headers = {"x-api-key": key}


def remember_session(turn: Turn, answer: httpx.Response) -> None:
    jwt, refresh = answer.json()["access_token"], _cookie(answer)
    turn.headers = {"authorization": f"Bearer {jwt}"}
    turn.search.plant(f"JWT {jwt[-6:]}", jwt.rpartition(".")[2], fine_in=SESSION)
    root, secret = refresh.split("_")[2:]
    turn.search.plant(f"session {root[:6]}", root, fine_in=SESSION)
    turn.search.plant(f"refresh token {secret[:6]}", secret, fine_in=SESSION)


def _cookie(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"].partition("=")[2].partition(";")[0]


def mailed(turn: Turn) -> str:
    """The token in the mail to this address."""
    for path in turn.stack.paths.mail.glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes())
        if message["To"] == turn.address:
            token = re.findall(r"token=(\S+)", str(message.get_payload()))[0]
            turn.search.plant("mailed token", token[4:], fine_in=("file mail/",))
            return str(token)
    raise AssertionError(turn.address)


def consent(turn: Turn, seller: str) -> str:
    """Where the browser ends up."""
    started = turn.call("GET", "/v1/auth/amazon/start", ok=200, params={"region": "NA"})
    cookie, address = _cookie(started), started.json()["authorize_url"]
    state = parse_qs(urlsplit(address).query)["state"][0]
    turn.search.plant(f"state {state[:4]}", state, fine_in=CONSENT)
    turn.search.plant(f"connect cookie {cookie[:4]}", cookie, fine_in=CONSENT)
    with httpx.Client(timeout=60, trust_env=False) as amazon:
        back = allow(amazon, address, seller)
    code = parse_qs(urlsplit(back).query)["spapi_oauth_code"][0]
    turn.search.plant(f"code {code[:6]}", code)
    path = back.partition("/api")[2]
    returned = turn.call("GET", path, ok=302, headers={"cookie": f"ss_connect={cookie}"})
    # Used a second time it is refused, and nothing is said of it.
    turn.call("GET", path, ok=302, headers={"cookie": f"ss_connect={cookie}"})
    return str(returned.headers["location"])
