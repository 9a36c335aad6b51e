"""Answers that are not what they should be."""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mock_amazon.answers import (
    REQUEST_ID_HEADER,
    Refusal,
    answer,
    invalid_input,
    json_answer,
    refused,
    throttled,
    unauthorized,
)
from mock_amazon.faults.desk import Fault
from mock_amazon.faults.kinds import FaultKind as Kind
from mock_amazon.wire import abort

_HTML = (
    "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center>"
    "<hr><center>server</center></body></html>"
)
_TITLES = {
    Kind.HTML_502: (502, "502 Bad Gateway"),
    Kind.HTML_503: (503, "503 Service Temporarily Unavailable"),
    Kind.HTML_504: (504, "504 Gateway Time-out"),
}


class CutAnswer(Response):
    """Promises a whole body, sends half of it and cuts the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytes(self.body)
        start = {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers,
        }
        await send(start)
        await send(
            {"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True}
        )
        await abort(scope, gently=True)


class NoAnswer(Response):
    """Cuts the connection before a byte is sent."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await abort(scope, gently=False)


async def heard(request: Request) -> str:
    """The request in one line, credentials first: what a careless server says back."""
    headers = sorted(request.headers.items(), key=lambda pair: "token" not in pair[0])
    told = "; ".join(f"{name}: {value}" for name, value in headers)
    body = (await request.body()).decode("utf-8", "replace")
    return f"{body} {told} {request.method} {request.url}".lstrip()


def instead(fault: Fault, said: str) -> Response | None:
    """The answer a fault gives without doing the work; None for faults that need the real body.

    said: the request, for faults that repeat it.
    """
    kind = fault.kind
    if kind in _ECHOES:
        status, code = _ECHOES[kind]
        return refused(Refusal(status, code, "Request was refused.", said))
    if kind in _TITLES:
        status, title = _TITLES[kind]
        return answer(_HTML.format(title).encode(), status, media_type="text/html")
    if kind is Kind.THROTTLED:
        after = fault.retry_after_s
        return refused(throttled(), {"Retry-After": str(after)} if after is not None else None)
    if kind is Kind.RESET:
        return NoAnswer()
    refusal = _REFUSALS.get(kind)
    return refused(refusal) if refusal else _PLAIN[kind]() if kind in _PLAIN else None


def spoiled(fault: Fault, body: bytes) -> Response | None:
    """The real body, cut or truncated; None for faults that leave it whole."""
    if fault.kind is Kind.CUT:
        named = {REQUEST_ID_HEADER: str(uuid4())}
        return CutAnswer(body, 200, named, "application/json")
    if fault.kind is Kind.TRUNCATED:
        return answer(body[: len(body) * 2 // 3])
    return None


_ECHOES = {
    Kind.ECHO_400: (400, "InvalidInput"),
    Kind.ECHO_403: (403, "Unauthorized"),
    Kind.ECHO_500: (500, "InternalFailure"),
}
_REFUSALS = {
    Kind.INTERNAL: Refusal(
        500, "InternalFailure", "We encountered an internal error. Please try again."
    ),
    Kind.UNAVAILABLE: Refusal(503, "ServiceUnavailable", "Service is temporarily unavailable."),
    Kind.BAD_REQUEST: invalid_input("Invalid Input", "The request could not be processed."),
    Kind.FORBIDDEN: unauthorized("The application lacks a role for the requested resource."),
    Kind.EXPIRED_TOKEN: unauthorized("The access token you provided has expired."),
}
_PLAIN = {
    Kind.EMPTY_502: lambda: answer(b"", 502),
    Kind.NOT_JSON: lambda: answer(b"OK", 200, media_type="text/plain"),
    Kind.WRONG_SHAPE: lambda: json_answer({"payload": {"status": "ok"}}),
}
