"""Where a request came from, as far as a view may need it: throttling logins, the audit log."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from chalice.app import Request

_MAX_USER_AGENT = 300


@dataclass(frozen=True)
class Client:
    """The sender as the gateway saw it. ip is empty when nobody said."""

    request_id: str
    ip: str
    user_agent: str


def client_of(request: Request) -> Client:
    """Who sent it. The address is the gateway's word, never a header a client could write."""
    context = request.context
    identity = context.get("identity") or {}
    user_agent = request.headers.get("user-agent", "")[:_MAX_USER_AGENT]
    return Client(str(context["requestId"]), identity.get("sourceIp") or "", user_agent)


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
