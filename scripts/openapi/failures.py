"""How a route fails: every status, and every code that may come with it."""

from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from inspect import getdoc
from typing import Any, Final

from scripts.openapi.schemas import Schemas
from shelfsignal.accounts.domain.errors import MissingScope, Unauthenticated, UserRequired
from shelfsignal.kernel.errors import (
    Broken,
    InvalidInput,
    Rejected,
    ShelfSignalError,
    Throttled,
    Transient,
)
from shelfsignal.runtime.web.errors import (
    BROKEN,
    UNAVAILABLE,
    AnswerTooLarge,
    ErrorEnvelope,
    MalformedJson,
    PayloadTooLarge,
    RouteNotFound,
    UnsupportedMediaType,
    code_of,
    status_of,
)
from shelfsignal.runtime.web.routing import Access, Route

JsonDict = dict[str, Any]
RATE_LIMITS: Final = (
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "RateLimit-Policy",
)
_RETRIED: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def failures(route: Route, schemas: Schemas) -> JsonDict:
    """Response by status."""
    by_status: dict[HTTPStatus, dict[str, type[Exception]]] = defaultdict(dict)
    for error in sorted(_errors(route), key=lambda each: each.__name__):
        by_status[status_of(error)].setdefault(code_of(error), error)
    return {
        str(int(status)): _response(status, by_status[status], schemas)
        for status in sorted(by_status)
    }


def _errors(route: Route) -> set[type[ShelfSignalError]]:
    errors: set[type[ShelfSignalError]] = {*route.errors, InvalidInput, Transient, Broken}
    if route.scope is not None:
        refused = UserRequired if route.scope is Access.USER else MissingScope
        errors |= {Unauthenticated, refused, Throttled}
    if route.takes("path"):  # a path that is none of the gateway's: an empty id, dots
        errors |= {RouteNotFound}
    if route.takes("body"):
        errors |= {MalformedJson, PayloadTooLarge, UnsupportedMediaType}
    if route.response_model:
        errors |= {AnswerTooLarge}
    return errors


def _response(
    status: HTTPStatus, by_code: dict[str, type[Exception]], schemas: Schemas
) -> JsonDict:
    headers = ["X-Request-Id"]
    headers += ["Retry-After"] if status in _RETRIED else []
    headers += RATE_LIMITS if status is HTTPStatus.TOO_MANY_REQUESTS else ()
    headers += ["WWW-Authenticate"] if status is HTTPStatus.UNAUTHORIZED else []
    lines = [f"`{code}`: {_reason(error)}" for code, error in by_code.items()]
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in by_code}
    return {
        "description": f"{status.phrase}.\n\n" + "\n".join(f"- {line}" for line in lines),
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {
            "application/json": {
                "schema": schemas.ref(ErrorEnvelope, "serialization"),
                "examples": examples,
            }
        },
    }


def failure_examples(routes: Iterable[Route]) -> JsonDict:
    """Example by code, of every error of these routes."""
    errors = {error for route in routes for error in _errors(route)}
    by_code = {code_of(error): error for error in sorted(errors, key=lambda each: each.__name__)}
    return {code: _example(code, by_code[code]) for code in sorted(by_code)}


def _reason(error: type[Exception]) -> str:
    """What the class says of itself; of the general ones, what callers are told."""
    if issubclass(error, Transient):
        return UNAVAILABLE
    if not issubclass(error, Rejected):
        return BROKEN
    own = getdoc(error) if error.__doc__ else None
    return " ".join((own or error.code.replace("_", " ")).split("\n\n")[0].split())


def _example(code: str, error: type[Exception]) -> JsonDict:
    body = {"code": code, "message": _reason(error), "request_id": "c6af9ac6-7b61", "details": {}}
    return {"summary": code, "value": {"error": body}}
