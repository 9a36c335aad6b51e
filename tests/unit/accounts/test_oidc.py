"""An external issuer, on loopback: what it may say, and what nobody else may say in its name."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from shelfsignal.accounts.adapters.oidc import OidcReader, Trust
from shelfsignal.accounts.domain.errors import Unauthenticated
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.services.access import BearerAuthenticator, ExternalAuthenticator
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.runtime.identity_settings import IdentitySettings
from tests.unit.accounts.office import Office

ISSUER, AUDIENCE = "https://login.example.com/", "shelfsignal"


class Issuer:
    """An RSA key and its JWKS over HTTP; counts how often it was asked."""

    def __init__(self):
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.document = {"keys": [self._jwk(RSAAlgorithm, self.private, "K1")]}
        self.asked = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked += 1
                body = json.dumps(outer.document).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _jwk(self, algorithm, private, kid):
        return {**algorithm.to_jwk(private.public_key(), as_dict=True), "kid": kid, "use": "sig"}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/jwks.json"

    def add_curve_key(self, kid):
        private = ec.generate_private_key(ec.SECP256R1())
        self.document["keys"].append(self._jwk(ECAlgorithm, private, kid))
        return private

    def token(self, key=None, algorithm="RS256", kid="K1", **changes):
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "email": "Ada@example.com",
            "email_verified": True,
            **changes,
        }
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(given, key or self.private, algorithm=algorithm, headers={"kid": kid})


@pytest.fixture(scope="module")
def running():
    made = Issuer()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def issuer(running):
    running.document["keys"] = running.document["keys"][:1]
    running.asked = 0
    return running


@pytest.fixture
def reader(issuer):
    return OidcReader(Trust(ISSUER, AUDIENCE, ("RS256",), issuer.url))


def test_a_good_token_says_who_it_is(issuer, reader):
    claims = reader.read(issuer.token())

    assert (claims.issuer, claims.subject) == (ISSUER, "subject-1")
    assert claims.email == "ada@example.com"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://login.example.com"},
        {"iss": "https://evil.example.com/"},
        {"aud": "another-app"},
        {"aud": ["another-app", "third"]},
        {"aud": None},
        {"exp": timedelta(minutes=-1)},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"nbf": timedelta(hours=1)},
    ],
    ids=str,
)
def test_a_well_signed_token_that_says_the_wrong_thing_is_refused(issuer, reader, changes):
    # Moments are counted from now when the test runs: ids made of the clock differ by worker.
    claims = {
        name: int((datetime.now(UTC) + each).timestamp()) if isinstance(each, timedelta) else each
        for name, each in changes.items()
    }

    with pytest.raises(Unauthenticated):
        reader.read(issuer.token(**claims))


def test_another_key_under_the_same_name_is_refused(issuer, reader):
    with pytest.raises(Unauthenticated):
        reader.read(issuer.token(key=issuer.stranger))


def by_hand(issuer, algorithm, key):
    def part(document):
        return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()

    payload = jwt.decode(issuer.token(), options={"verify_signature": False})
    text = f"{part({'alg': algorithm, 'kid': 'K1'})}.{part(payload)}"
    signature = hmac.new(key, text.encode(), hashlib.sha256).digest() if key else b""
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def test_a_public_key_is_no_shared_secret_and_no_signature_is_none(issuer, reader):
    public = issuer.private.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )

    for token in (by_hand(issuer, "HS256", public), by_hand(issuer, "none", b"")):
        with pytest.raises(Unauthenticated):
            reader.read(token)


def test_an_algorithm_that_is_not_pinned_is_refused_even_with_a_published_key(issuer, reader):
    curve = issuer.add_curve_key("K2")
    token = issuer.token(key=curve, algorithm="ES256", kid="K2")

    with pytest.raises(Unauthenticated):
        reader.read(token)
    with pytest.raises(Unauthenticated):
        reader.read(issuer.token(algorithm="RS512"))
    pinned = OidcReader(Trust(ISSUER, AUDIENCE, ("RS256", "ES256"), issuer.url))
    assert pinned.read(token).subject == "subject-1"


def test_an_unknown_key_makes_it_look_again_but_not_at_every_token(issuer, reader):
    reader.read(issuer.token())
    for _ in range(20):
        with pytest.raises(Unauthenticated):
            reader.read(issuer.token(kid="unknown"))

    assert issuer.asked <= 2


def test_an_issuer_that_does_not_answer_is_no_refusal():
    reader = OidcReader(Trust(ISSUER, AUDIENCE, ("RS256",), "http://127.0.0.1:9/jwks.json"))
    other = Issuer()
    try:
        with pytest.raises(StoreUnavailable):
            reader.read(other.token())
    finally:
        other.server.shutdown()
        other.server.server_close()


@pytest.mark.parametrize("changes", [{"email_verified": False}, {"email_verified": None}])
def test_an_address_that_the_issuer_does_not_vouch_for_is_none(issuer, reader, changes):
    assert reader.read(issuer.token(**changes)).email is None


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "ss_0_1"])
def test_only_tokens_that_name_the_issuer_are_its_own(issuer, reader, text):
    assert reader.claims_to_be(issuer.token())
    assert not reader.claims_to_be(text)
    assert not reader.claims_to_be(issuer.token(iss="https://evil.example.com/"))


@pytest.mark.parametrize("algorithms", [(), ("HS256",), ("none",), ("RS256", "HS512")])
def test_nobody_can_configure_a_shared_secret(issuer, algorithms):
    with pytest.raises(ValueError, match="have to be some of"):
        Trust(ISSUER, AUDIENCE, algorithms, issuer.url)


@pytest.fixture
def office():
    office = Office()
    ada = office.register()
    user = office.state.users[ada.me.user.user_id]
    office.state.users[user.user_id] = user.verified(office.now)
    return office


def authenticator(office, reader, org_id=None):
    known = office.identities
    external = ExternalAuthenticator(
        reader,
        known.users,
        known.organisations,
        org_id or next(iter(office.state.organisations)),
        office.clock,
    )
    return BearerAuthenticator(office.authenticator, external)


def test_a_subject_is_the_member_with_its_address_and_stays_that_member(office, issuer, reader):
    bearer = authenticator(office, reader)

    principal = bearer.authenticate(issuer.token())
    office.wait(minutes=1)
    renamed = bearer.authenticate(issuer.token(email="new@example.com"))

    assert (principal.org_id, principal.role) == (
        next(iter(office.state.organisations)),
        Role.OWNER,
    )
    assert renamed == principal


def test_an_address_that_moves_to_another_subject_moves_no_account(office, issuer, reader):
    bearer = authenticator(office, reader)
    ada = bearer.authenticate(issuer.token())
    bob = office.join(office.log_in(), email="bob@example.com", role=Role.VIEWER)
    office.wait(minutes=1)

    assert bearer.authenticate(issuer.token(email="bob@example.com")).subject == ada.subject
    other = bearer.authenticate(issuer.token(sub="subject-2", email="bob@example.com"))
    assert other.subject == bob.me.user.user_id


@pytest.mark.parametrize(
    "changes",
    [{"email": "stranger@example.com"}, {"email_verified": False}, {"email": None}],
    ids=["unknown", "unverified there", "none"],
)
def test_who_is_no_member_is_refused(office, issuer, reader, changes):
    with pytest.raises(Unauthenticated):
        authenticator(office, reader).authenticate(issuer.token(**changes))


def test_an_account_that_somebody_else_may_have_opened_is_not_taken_over(office, issuer, reader):
    office.register("eve@example.com", "Southwind")

    with pytest.raises(Unauthenticated):
        authenticator(office, reader).authenticate(issuer.token(email="eve@example.com"))


def test_the_issuer_speaks_for_one_organisation_only(office, issuer, reader):
    with pytest.raises(Unauthenticated):
        authenticator(office, reader, "southwind").authenticate(issuer.token())


def test_a_removed_member_is_out_within_thirty_seconds(office, issuer, reader):
    bearer = authenticator(office, reader)
    principal = bearer.authenticate(issuer.token())
    del office.state.members[principal.org_id, principal.subject]
    office.wait(seconds=31)

    with pytest.raises(Unauthenticated):
        bearer.authenticate(issuer.token())


def test_our_own_tokens_go_on_working_beside_the_issuers(office, reader):
    signed_in = office.log_in()

    principal = authenticator(office, reader).authenticate(signed_in.access_token)

    assert principal.subject == signed_in.me.user.user_id


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"oidc_audience": None}, "needs oidc_audience"),
        ({"oidc_jwks_url": "http://login.example.com/jwks"}, "https"),
    ],
)
def test_half_a_configuration_does_not_start(changes, match):
    whole = {
        "accounts_table": "t",
        "token_issuer": "i",
        "dashboard_url": "https://app.example.com",
        "mail_from": "a@example.com",
        "oidc_issuer": ISSUER,
        "oidc_audience": AUDIENCE,
        "oidc_algorithms": "RS256",
        "oidc_jwks_url": "https://login.example.com/jwks",
        "oidc_organisation": "acme",
    }
    assert IdentitySettings.model_validate(whole)

    with pytest.raises(ValueError, match=match):
        IdentitySettings.model_validate({**whole, **changes})
