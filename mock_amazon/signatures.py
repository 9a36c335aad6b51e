"""AWS Signature Version 4, verified only when told to: Amazon itself stopped looking in 2023.

Written from AWS's description of the algorithm ("Create a signed AWS API request"), so that a
client that signs with botocore is checked by something other than botocore.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote, unquote

from starlette.requests import Request

from mock_amazon.answers import Refusal

ALGORITHM, SERVICE, TERMINATOR = "AWS4-HMAC-SHA256", "execute-api", "aws4_request"
AWS_REGIONS = {"us-east-1": "NA", "eu-west-1": "EU", "us-west-2": "FE"}
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=([^/,\s]+)/(\d{{8}})/([a-z0-9-]+)/([a-z0-9-]+)/([a-z0-9_]+), ?"
    r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})"
)
_DATE = "%Y%m%dT%H%M%SZ"
_SKEW_S = 300
_UNRESERVED = "-_.~"


@dataclass(frozen=True, slots=True)
class Signature:
    """The parts of an Authorization header."""

    key_id: str
    day: str
    region: str
    service: str
    headers: tuple[str, ...]
    value: str


async def check_signature(request: Request, key_id: str, secret: str, now: float) -> None:
    """Lets a request pass that this key signed within five minutes of `now` (real epoch seconds).

    Raises: Refusal (403).
    """
    signed = _read(request.headers.get("authorization", ""))
    stamp = request.headers.get("x-amz-date", "")
    if signed is None or signed.key_id != key_id:
        raise _refused("The security token included in the request is invalid.")
    if signed.service != SERVICE or signed.region not in AWS_REGIONS:
        raise _refused("Credential should be scoped to a valid region and correct service.")
    if not {"host", "x-amz-date"}.issubset(signed.headers) or not stamp.startswith(signed.day):
        raise _refused("'Host' and 'X-Amz-Date' must be signed, and the scope must match the date.")
    if abs(_moment(stamp) - now) > _SKEW_S:
        raise _refused("Signature expired: the date is not within five minutes of now.")
    body = await request.body()
    key = _signing_key(secret, signed)
    expected = {
        _sign(key, _to_sign(stamp, signed, _canonical(request, signed.headers, body, query)))
        for query in _queries(request.url.query)
    }
    if not any(hmac.compare_digest(signed.value, one) for one in expected):
        raise _refused(
            "The request signature we calculated does not match the signature you provided."
        )


def _read(header: str) -> Signature | None:
    match = _AUTHORIZATION.fullmatch(header.strip())
    if match is None:
        return None
    key_id, day, region, service, terminator, headers, value = match.groups()
    if terminator != TERMINATOR:
        return None
    return Signature(key_id, day, region, service, tuple(headers.split(";")), value)


def _moment(stamp: str) -> float:
    try:
        return datetime.strptime(stamp, _DATE).replace(tzinfo=UTC).timestamp()
    except ValueError as error:
        raise _refused("Date must be in ISO-8601 'basic format'.") from error


def _canonical(request: Request, names: tuple[str, ...], body: bytes, query: str) -> str:
    raw_path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    path = quote(raw_path.decode("latin-1"), safe="/" + _UNRESERVED)
    values = ((name, " ".join(request.headers.get(name, "").split())) for name in names)
    headers = "".join(f"{name}:{value}\n" for name, value in values)
    digest = request.headers.get("x-amz-content-sha256") or sha256(body).hexdigest()
    return "\n".join([request.method, path, query, headers, ";".join(names), digest])


def _queries(query: str) -> set[str]:
    """The query in canonical order, as it was sent and as RFC 3986 would have it encoded."""
    pairs = [tuple(part.partition("=")[::2]) for part in query.split("&") if part]
    encoded = [tuple(quote(unquote(text), safe=_UNRESERVED) for text in pair) for pair in pairs]
    return {"&".join("=".join(pair) for pair in sorted(listed)) for listed in (pairs, encoded)}


def _to_sign(stamp: str, signed: Signature, canonical: str) -> str:
    scope = f"{signed.day}/{signed.region}/{signed.service}/{TERMINATOR}"
    return "\n".join([ALGORITHM, stamp, scope, sha256(canonical.encode()).hexdigest()])


def _signing_key(secret: str, signed: Signature) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (signed.day, signed.region, signed.service, TERMINATOR):
        key = hmac.digest(key, part.encode(), sha256)
    return key


def _sign(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()


def _refused(message: str) -> Refusal:
    return Refusal(403, "InvalidSignature", message)
