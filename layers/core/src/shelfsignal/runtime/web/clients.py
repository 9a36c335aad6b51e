"""Where a request came from, as far as a view may need it: throttling logins, the audit log.

The gateway says who is at the other end of its connection. Behind our CloudFront distribution that
is one of its edges, which many readers share; the reader is then the last name in X-Forwarded-For
that CloudFront wrote. The header alone proves nothing (whoever calls the gateway themselves writes
what they like into it), so it counts only in a request that carries the secret that CloudFront adds
on its way to us, and only its end: what stands before is the reader's own word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Final

from chalice.app import Request

EDGE_HEADER: Final = "x-shelfsignal-edge"
Proof = Callable[[], str | None]
_MAX_USER_AGENT = 300


@dataclass(frozen=True)
class Client:
    """The sender. ip is empty when nobody said."""

    request_id: str
    ip: str
    user_agent: str


def client_of(request: Request, edge: Proof | None) -> Client:
    """Who sent it. edge: the secret by which our own distribution is known; None: there is none."""
    context = request.context
    identity = context.get("identity") or {}
    user_agent = request.headers.get("user-agent", "")[:_MAX_USER_AGENT]
    address = identity.get("sourceIp") or ""
    if edge is not None and _is_ours(request.headers.get(EDGE_HEADER), edge):
        address = _reader(request.headers.get("x-forwarded-for", ""), address) or address
    return Client(str(context["requestId"]), address, user_agent)


def _is_ours(shown: str | None, edge: Proof) -> bool:
    """The secret is asked for only when something is shown."""
    if not shown:
        return False
    known = edge()
    return known is not None and compare_digest(shown.encode(), known.encode())


def _reader(forwarded: str, edge_address: str) -> str | None:
    """The name CloudFront put last; the gateway may have added CloudFront's own after it.

    >>> _reader("8.8.8.8, 203.0.113.7, 64.252.1.1", "64.252.1.1")
    '203.0.113.7'
    >>> _reader("evil, 2001:db8::7", "64.252.1.1"), _reader("evil", "64.252.1.1")
    ('2001:db8::7', None)
    """
    names = [name.strip() for name in forwarded.split(",")]
    if names[-1] == edge_address:
        names.pop()
    try:
        return str(ip_address(names[-1])) if names else None
    except ValueError:
        return None


def cookies_of(request: Request) -> dict[str, str]:
    """Value by name; a header that is no cookie header counts as none.

    A browser may send any number of them; the first of a name is the most specific one.
    """
    found: dict[str, str] = {}
    for part in request.headers.get("cookie", "").split(";"):
        try:
            parsed = SimpleCookie(part.strip())
        except CookieError:
            continue
        for name, morsel in parsed.items():
            found.setdefault(name, morsel.value)
    return found
