"""What an HTTP answer means. Every non-2xx is a failure; which kind decides what is done about it.

Source: the developer guide's error tables; 502-504 come with HTML or empty bodies, so that only the
status counts, and details of a 403 tell an expired token from a missing role.
"""

import json
from enum import StrEnum
from typing import Final

import httpx

from shelfsignal.kernel.redaction import redact_text
from shelfsignal.kernel.text import printable

_OK: Final = range(200, 300)
_RETRIED: Final = frozenset({408, 425, 500, 502, 503, 504})
_MAX_REASON_CHARS: Final = 200
# Amazon's slowest operation is one request in minutes, its fastest some dozens a second. A figure
# from beyond would stop every worker, or could not be stored.
_RATES: Final = (0.001, 1000.0)
_LONGEST_PAUSE_S: Final = 3600.0


class Verdict(StrEnum):
    """TOKEN: refresh it once. CONSENT: the seller has to authorise again. REFUSED: final."""

    OK = "OK"
    THROTTLED = "THROTTLED"
    UNAVAILABLE = "UNAVAILABLE"
    TOKEN = "TOKEN"  # noqa: S105 -- a verdict's name, not a secret
    CONSENT = "CONSENT"
    REFUSED = "REFUSED"


def judge(response: httpx.Response) -> Verdict:
    """The verdict on an answer, by status first and by the error's words for 403."""
    status = response.status_code
    if status in _OK:
        return Verdict.OK
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Verdict.THROTTLED
    if status in _RETRIED or status > httpx.codes.GATEWAY_TIMEOUT:
        return Verdict.UNAVAILABLE
    if status in (httpx.codes.FORBIDDEN, httpx.codes.UNAUTHORIZED):
        return _forbidden(reason_of(response).lower())
    return Verdict.REFUSED


def _forbidden(reason: str) -> Verdict:
    if "not valid for" in reason:
        return Verdict.REFUSED
    stale = ("expired", "revoked", "malformed", "invalid")
    return Verdict.TOKEN if any(word in reason for word in stale) else Verdict.CONSENT


def reason_of(response: httpx.Response) -> str:
    """The first error's words, as far as the body has any; never the whole body.

    An error may repeat the request: what opens doors is taken out before anything is cut off.
    """
    try:
        first = json.loads(response.content)["errors"][0]
        text = " ".join(str(first.get(part) or "") for part in ("code", "message", "details"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        text = response.headers.get("content-type", "no body")
    return printable(redact_text(text)[:_MAX_REASON_CHARS]).strip()


def announced_rate(response: httpx.Response) -> float | None:
    """The rate in x-amzn-RateLimit-Limit, when it is a plausible one."""
    rate = _positive(response.headers.get("x-amzn-RateLimit-Limit"))
    lowest, highest = _RATES
    return rate if rate is not None and lowest <= rate <= highest else None


def retry_after_s(response: httpx.Response) -> float | None:
    """Retry-After in seconds, an hour at most; Amazon does not use its date form: ignored."""
    pause_s = _positive(response.headers.get("Retry-After"))
    return None if pause_s is None else min(pause_s, _LONGEST_PAUSE_S)


def _positive(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None
