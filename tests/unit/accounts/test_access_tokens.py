"""Access tokens: signed by one, believed by many, and by nobody when anything is off."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import boto3
import jwt
import pytest
from moto import mock_aws

from scripts.rotate_signing_key import main as rotate
from shelfsignal.accounts.adapters.access_tokens import (
    ALGORITHM,
    AUDIENCE,
    JwtIssuer,
    JwtReader,
    draw_signing_key,
)
from shelfsignal.accounts.adapters.signing_keys import DynamoPublicKeys, SecretSigningKey
from shelfsignal.accounts.domain.claims import ACCESS_LASTS, AccessClaims
from shelfsignal.accounts.domain.errors import Unauthenticated
from shelfsignal.accounts.domain.signing import RETIRED_FOR, SigningKey
from shelfsignal.accounts.services.rotate_key import KeyRing, rotate_signing_key
from shelfsignal.kernel.errors import MisconfiguredError, StoreUnavailable
from tests.builders.accounts import NOW
from tests.fakes.identities import MemoryPublicKeys

CLAIMS = AccessClaims("01U", "northwind", "01F", NOW)
ISSUER = "shelfsignal-test"


class Secret:
    """SigningSecret, and what JwtIssuer asks."""

    def write(self, key):
        self.key = key

    def __call__(self):
        return self.key


class Signing:
    """A ring in memory, a clock set by hand, an issuer and a reader."""

    def __init__(self):
        self.now = NOW
        self.public, self.secret = MemoryPublicKeys(), Secret()
        self.ring = KeyRing(self.public, self.secret, draw_signing_key, lambda: self.now)
        self.key = rotate_signing_key(self.ring)
        self.issuer = JwtIssuer(self.secret, ISSUER)
        self.reader = JwtReader(self.public, ISSUER, lambda: self.now)

    def issue(self, **changes):
        return self.issuer.issue(replace(CLAIMS, issued_at=self.now, **changes))

    def payload(self, **changes):
        seconds = int(self.now.timestamp())
        names = {"sub": "01U", "org": "northwind", "sid": "01F"}
        claims: dict[str, object] = {"iss": ISSUER, "aud": AUDIENCE, **names}
        claims |= {"iat": seconds, "exp": seconds + 600, **changes}
        return {name: value for name, value in claims.items() if value is not None}

    def sign(self, payload=None, **header):
        headers = {"kid": self.key.kid, "typ": "at+jwt", **header}
        key = self.secret.key.private_pem
        return jwt.encode(payload or self.payload(), key, algorithm=ALGORITHM, headers=headers)


@pytest.fixture
def signing():
    return Signing()


def test_what_was_issued_is_read_back(signing):
    token = signing.issue()

    assert signing.reader.read(token) == CLAIMS
    header = jwt.get_unverified_header(token)
    assert header == {"alg": "EdDSA", "kid": signing.key.kid, "typ": "at+jwt"}


def test_a_token_lasts_ten_minutes(signing):
    token = signing.issue()
    assert timedelta(minutes=10) == ACCESS_LASTS

    signing.now += ACCESS_LASTS
    assert signing.reader.read(token)
    signing.now += timedelta(seconds=6)
    with pytest.raises(Unauthenticated):
        signing.reader.read(token)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody-else"},
        {"aud": "another-api"},
        {"sub": None},
        {"org": None},
        {"sid": None},
        {"exp": None},
        {"iat": None},
        {"sub": 7},
        {"org": ""},
        {"exp": "soon"},
        {"exp": 10**20},
        {"iat": 4102444800},
    ],
    ids=str,
)
def test_a_well_signed_token_that_says_the_wrong_thing_is_refused(signing, changes):
    with pytest.raises(Unauthenticated):
        signing.reader.read(signing.sign(signing.payload(**changes)))


@pytest.mark.parametrize("typ", ["JWT", None])
def test_another_kind_of_token_is_no_access_token(signing, typ):
    with pytest.raises(Unauthenticated):
        signing.reader.read(signing.sign(typ=typ))


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "\udcff.x.y", "e30.e30.", "é.é.é", "." * 9])
def test_what_is_no_token_is_refused(signing, text):
    with pytest.raises(Unauthenticated):
        signing.reader.read(text)


def test_a_token_of_another_key_is_refused(signing):
    stranger = Signing()

    with pytest.raises(Unauthenticated):
        signing.reader.read(stranger.issue())
    forged = jwt.encode(
        signing.payload(),
        stranger.secret.key.private_pem,
        algorithm=ALGORITHM,
        headers={"kid": signing.key.kid, "typ": "at+jwt"},
    )
    with pytest.raises(Unauthenticated):
        signing.reader.read(forged)


def unpadded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def by_hand(header, payload, key=b""):
    """A token no library would make: unsigned, or with the public key as an HMAC secret."""
    text = f"{unpadded(json.dumps(header).encode())}.{unpadded(json.dumps(payload).encode())}"
    signature = hmac.new(key, text.encode(), hashlib.sha256).digest() if key else b""
    return f"{text}.{unpadded(signature)}"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256"])
def test_the_token_does_not_choose_its_algorithm(signing, algorithm):
    header = {"alg": algorithm, "kid": signing.key.kid, "typ": "at+jwt"}
    public = str(signing.key.jwk["x"]).encode() if algorithm == "HS256" else b""

    with pytest.raises(Unauthenticated):
        signing.reader.read(by_hand(header, signing.payload(), public))


def test_after_a_rotation_both_keys_are_believed_until_old_tokens_have_expired(signing):
    old = signing.issue()
    first = signing.key
    signing.reader.read(old)
    signing.now += timedelta(minutes=1)
    rotate_signing_key(signing.ring)

    assert signing.reader.read(signing.issue())
    assert signing.reader.read(old)
    assert signing.public.by_id[first.kid].accepted_until == signing.now + RETIRED_FOR
    assert RETIRED_FOR > ACCESS_LASTS


def test_the_old_key_dies_in_its_time(signing):
    signer = signing.secret.key
    rotate_signing_key(signing.ring)
    signing.now += RETIRED_FOR + timedelta(seconds=31)
    late = JwtIssuer(lambda: signer, ISSUER).issue(replace(CLAIMS, issued_at=signing.now))

    with pytest.raises(Unauthenticated):
        signing.reader.read(late)


def test_a_leaked_key_is_believed_no_longer_than_keys_are_remembered(signing):
    leaked = signing.issue()
    signing.reader.read(leaked)
    rotate_signing_key(signing.ring, at_once=True)
    signing.now += timedelta(seconds=31)

    with pytest.raises(Unauthenticated):
        signing.reader.read(leaked)
    assert signing.reader.read(signing.issue())


def test_keys_are_read_twice_a_minute_however_many_unknown_ones_come(signing):
    for _ in range(50):
        signing.reader.read(signing.issue())
        with pytest.raises(Unauthenticated):
            signing.reader.read(signing.sign(kid="unknown"))

    assert signing.public.reads <= 2


def test_a_store_that_is_down_is_no_refusal(signing):
    def down():
        raise StoreUnavailable("accounts")

    signing.public.all = down

    with pytest.raises(StoreUnavailable):
        signing.reader.read(signing.issue())


@pytest.fixture
def secret_arn():
    with mock_aws():
        yield boto3.client("secretsmanager").create_secret(
            Name="signing", SecretString="what the template made up"
        )["ARN"]


def test_without_a_first_key_nobody_signs_and_the_log_says_what_to_do(secret_arn):
    secret = SecretSigningKey(boto3.client("secretsmanager"), secret_arn, lambda: NOW)

    with pytest.raises(MisconfiguredError, match="rotate_signing_key"):
        secret()


def test_the_script_makes_a_key_that_signs_and_is_published(table, secret_arn, capsys):
    assert rotate(["--table", table, "--secret", secret_arn]) == 0

    kid = json.loads(capsys.readouterr().out)["kid"]
    secret = SecretSigningKey(boto3.client("secretsmanager"), secret_arn, lambda: NOW)
    token = JwtIssuer(secret, ISSUER).issue(CLAIMS)
    reader = JwtReader(DynamoPublicKeys(table), ISSUER, lambda: NOW)
    assert reader.read(token) == CLAIMS
    assert jwt.get_unverified_header(token)["kid"] == kid


def test_the_script_says_in_one_line_why_it_cannot(table, capsys):
    assert rotate(["--table", table, "--secret", "arn:none"]) == 1

    assert capsys.readouterr().err.startswith("store_unavailable: ")


def test_a_signer_notices_a_rotation_within_minutes(secret_arn):
    now = [NOW]
    secret = SecretSigningKey(boto3.client("secretsmanager"), secret_arn, lambda: now[0])
    secret.write(SigningKey("K1", "pem"))
    assert secret().kid == "K1"
    secret.write(SigningKey("K2", "pem"))

    assert secret().kid == "K1"
    now[0] += timedelta(minutes=5)
    assert secret().kid == "K2"


def test_no_private_key_is_ever_shown():
    signing_key, public = draw_signing_key(NOW)

    assert "PRIVATE" in signing_key.private_pem
    assert signing_key.private_pem not in repr(signing_key)
    assert "d" not in public.jwk
