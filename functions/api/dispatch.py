"""Run one route: who calls, may they, is the request sound, then the view, then the answer."""

from collections.abc import Callable
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from chalice.app import Blueprint, Request, Response

from functions.api.answers import success
from functions.api.errors import error_answer
from functions.api.requests import parse
from functions.api.routing import Route, RouteTable
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.kernel.errors import Rejected, ShelfSignalError, Transient
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.api import ApiDeps

DepsSource = Callable[[], ApiDeps]


@cache
def log() -> Logger:
    """Made at the first request: a logger reads the environment, importing the app must not."""
    return logger("api")


def request_id_of(request: Request | None) -> str:
    """The request's id; Chalice makes no request of an event that names no resource."""
    return str(request.context["requestId"]) if request else "none"


def blueprint(table: RouteTable, deps: DepsSource) -> Blueprint:
    """The Chalice blueprint of a noun's routes."""
    made = Blueprint(f"{__name__}.{table.noun}")
    for route in table:
        # No content types: the body parser has its own 415, which leaves GETs alone.
        made.route(route.path, methods=[route.method.value], name=route.name, content_types=[])(
            _view(route, made, deps)
        )
    return made


def _view(route: Route, owner: Blueprint, deps: DepsSource) -> Callable[..., Response]:
    def view(**_path: str) -> Response:
        return run(route, owner.current_request, deps)

    return view


def run(route: Route, request: Request, deps: DepsSource) -> Response:
    """The answer, whatever happens."""
    request_id = request_id_of(request)
    log().append_keys(request_id=request_id, route=f"{route.method} {route.path}")
    try:
        return success(route, request, _call(route, request, deps))
    except Rejected as error:
        log().info("request_refused", extra={"code": error.code, "reason": str(error)})
        return error_answer(error, request_id)
    except Transient as error:
        log().error(  # noqa: TRY400 - an expected failure is a fact, not a stack trace
            "request_unavailable", extra={"code": error.code, "reason": str(error)}
        )
        return error_answer(error, request_id)
    except ShelfSignalError as error:
        log().exception("request_broke", extra={"code": error.code})
        return error_answer(error, request_id)
    except Exception as error:  # noqa: BLE001 - the API's entrypoint: nothing may escape unanswered
        log().exception("request_crashed")
        return error_answer(error, request_id)


def _call(route: Route, request: Request, deps: DepsSource) -> Any:
    arguments: dict[str, Any] = {}
    if route.scope is not None:
        principal = _principal(request, deps())
        principal.require(route.scope)
        arguments["principal"] = principal
    arguments |= parse(route, request)
    if route.takes("deps"):
        arguments["deps"] = deps()
    return route.view(**arguments)


def _principal(request: Request, deps: ApiDeps) -> Principal:
    principal = deps.authenticator.authenticate(request.headers.get("x-api-key"))
    log().append_keys(org_id=principal.org_id, key_id=principal.key_id)
    return principal
