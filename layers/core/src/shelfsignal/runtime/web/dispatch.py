"""Run one route: who calls, may they, is the request sound, then the view, then the answer."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from aws_lambda_powertools import Logger
from chalice.app import Blueprint, Request, Response

from shelfsignal.accounts.domain.repeats import RepeatStore
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.correlation import correlate
from shelfsignal.kernel.errors import Rejected, ShelfSignalError, Transient
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.tracing import traced
from shelfsignal.runtime.web.answers import success
from shelfsignal.runtime.web.callers import Authenticators, caller_of, require
from shelfsignal.runtime.web.clients import Proof, client_of
from shelfsignal.runtime.web.errors import error_answer
from shelfsignal.runtime.web.hooks import Call, Hooks, Outcome
from shelfsignal.runtime.web.repeats import RepeatHeaders, claim_of, once
from shelfsignal.runtime.web.requests import parse
from shelfsignal.runtime.web.routing import Access, Method, Route


class WebDeps(Authenticators, Protocol):
    """What the machinery itself needs of an app's services."""

    @property
    def hooks(self) -> Hooks: ...
    @property
    def repeats(self) -> RepeatStore: ...
    @property
    def edge(self) -> Proof | None:
        """The secret by which our own distribution is known; None: there is none before us."""


DepsSource = Callable[[], WebDeps]


@cache
def log() -> Logger:
    """Made at the first request: a logger reads the environment, importing an app must not."""
    return logger()


def request_id_of(request: Request | None) -> str:
    """The request's id; Chalice makes no request of an event that names no resource."""
    return str(request.context["requestId"]) if request else "none"


class Known(Protocol):
    """A route, or what is known of it before it is loaded."""

    @property
    def method(self) -> Method: ...
    @property
    def path(self) -> str: ...
    @property
    def name(self) -> str: ...
    def resolve(self) -> Route: ...


def blueprint(routes: Iterable[Known], deps: DepsSource) -> Blueprint:
    """The Chalice blueprint of these routes."""
    made = Blueprint(__name__)
    for route in routes:
        # No content types: the body parser has its own 415, which leaves GETs alone.
        made.route(route.path, methods=[route.method.value], name=route.name, content_types=[])(
            _view(route, made, deps)
        )
    return made


def _view(route: Known, owner: Blueprint, deps: DepsSource) -> Callable[..., Response]:
    def view(**_path: str) -> Response:
        return Running(route.resolve(), owner.current_request, deps).answer()

    return view


@dataclass
class Running:
    """One request on its way through its route. call is there once the caller is known."""

    route: Route
    request: Request
    deps: DepsSource
    call: Call | None = None

    def answer(self) -> Response:
        """The answer, whatever happens."""
        started = time.perf_counter()
        request_id = request_id_of(self.request)
        correlate(request_id)
        route = f"{self.route.method} {self.route.path}"
        log().append_keys(request_id=request_id, correlation_id=request_id, route=route)
        with traced(self.route.name, request_id):
            response = self._guarded(request_id)
        if self.call:
            response.headers |= self.call.headers
            self._note(self.call, response, started)
        return response

    def _guarded(self, request_id: str) -> Response:
        try:
            return self._response(request_id)
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
        except Exception as error:  # noqa: BLE001 - the entrypoint: nothing may escape unanswered
            log().exception("request_crashed")
            return error_answer(error, request_id)

    def _response(self, request_id: str) -> Response:
        arguments = self._arguments(request_id)

        def work() -> Response:
            return success(self.route, self.request, self.route.view(**arguments))

        headers = arguments.get("headers")
        if not isinstance(headers, RepeatHeaders) or headers.key is None:
            return work()
        claim = claim_of(self.route, self.request, arguments["principal"], headers.key)
        return once(claim, self.deps().repeats, work)

    def _arguments(self, request_id: str) -> dict[str, Any]:
        arguments: dict[str, Any] = {}
        if self.route.scope is not None:
            arguments["principal"] = self._admitted(request_id, self.route.scope)
        arguments |= parse(self.route, self.request)
        if self.route.takes("client"):
            arguments["client"] = client_of(self.request, self.deps().edge)
        if self.route.takes("deps"):
            arguments["deps"] = self.deps()
        return arguments

    def _admitted(self, request_id: str, access: Scope | Access) -> Any:
        """The caller, counted by the hooks before their scope is looked at."""
        deps = self.deps()
        principal = caller_of(self.request, deps, access)
        log().append_keys(org_id=principal.org_id, subject=principal.subject)
        self.call = Call(self.route, request_id, principal, self._received_bytes())
        for hook in deps.hooks:
            hook.before(self.call)
        require(principal, access)
        return principal

    def _received_bytes(self) -> int:
        return len(self.request.to_original_event()["body"] or "")

    def _note(self, call: Call, response: Response, started: float) -> None:
        """Tells the hooks; none of them can spoil the answer."""
        hooks = self.deps().hooks
        if not hooks:
            return
        elapsed_ms = (time.perf_counter() - started) * 1000
        outcome = Outcome(int(response.status_code), len(response.body.encode()), elapsed_ms)
        for hook in hooks:
            try:
                hook.after(call, outcome)
            except Exception:  # noqa: BLE001 - the answer is there; noting it must not lose it
                log().exception("hook_failed", extra={"hook": type(hook).__name__})
