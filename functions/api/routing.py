"""Routes as declarations: one decorator says all that code or a document needs to know of a route.

A view's signature is part of the declaration. Parameters are recognised by name: ``path``,
``query`` and ``body`` are validated into the Pydantic models they are annotated with, ``principal``
is the caller, ``deps`` the services; the returned annotation is the response. So the gateway's
routes, the validation and the OpenAPI document come from one place and cannot tell different
stories.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from http import HTTPStatus

from pydantic import BaseModel

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.errors import ShelfSignalError

View = Callable[..., BaseModel]
Decorator = Callable[[View], View]
Errors = tuple[type[ShelfSignalError], ...]
_INJECTED = {"principal", "deps"}
_VALIDATED = {"path", "query", "body"}


class Method(StrEnum):
    GET = "GET"
    POST = "POST"


@dataclass(frozen=True)
class Route:
    """A declared route. scope None means open to everyone; errors are those of its own."""

    method: Method
    path: str
    scope: Scope | None
    status: HTTPStatus
    errors: Errors
    view: View

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def description(self) -> str:
        return inspect.getdoc(self.view) or ""

    @property
    def response_model(self) -> type[BaseModel]:
        model: type[BaseModel] = self.view.__annotations__["return"]
        return model

    def takes(self, name: str) -> bool:
        return name in self.view.__annotations__

    def model(self, part: str) -> type[BaseModel] | None:
        """The model of ``path``, ``query`` or ``body``; None when the view takes no such part."""
        model: type[BaseModel] | None = self.view.__annotations__.get(part)
        return model


class RouteTable:
    """The routes of one noun, in the order of their declaration."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._routes: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def get(self, path: str, *, scope: Scope | None, errors: Errors = ()) -> Decorator:
        """Declares a read. scope has no default, so that opening a route is always said aloud."""
        return self._declare(partial(Route, Method.GET, path, scope, HTTPStatus.OK, errors))

    def post(
        self, path: str, *, scope: Scope | None, status: HTTPStatus, errors: Errors = ()
    ) -> Decorator:
        """Declares an action and the status of its success."""
        return self._declare(partial(Route, Method.POST, path, scope, status, errors))

    def _declare(self, make: Callable[[View], Route]) -> Decorator:
        def decorate(view: View) -> View:
            route = make(view)
            _check(view, route.path)
            _check_caller(route)
            self._routes.append(route)
            return view

        return decorate


def _check(view: View, path: str) -> None:
    """Raises: TypeError at import when a signature and its path do not fit."""
    parts = dict(view.__annotations__)
    returned = parts.pop("return", None)
    unknown = set(parts) - _INJECTED - _VALIDATED
    if unknown:
        message = f"{view.__name__}: what is {sorted(unknown)}?"
        raise TypeError(message)
    models = [returned, *(parts[name] for name in _VALIDATED & set(parts))]
    if not all(inspect.isclass(model) and issubclass(model, BaseModel) for model in models):
        message = f"{view.__name__}: path, query, body and the answer are Pydantic models"
        raise TypeError(message)
    placeholders = {part[1:-1] for part in path.split("/") if part.startswith("{")}
    fields = set(parts["path"].model_fields) if "path" in parts else set()
    if placeholders != fields:
        message = f"{view.__name__}: {path} has {sorted(placeholders)}, its model {sorted(fields)}"
        raise TypeError(message)


def _check_caller(route: Route) -> None:
    """A closed route has to look at whose data it is asked for; an open one has no caller."""
    if route.takes("principal") != (route.scope is not None):
        message = f"{route.name}: a scope and a principal come together"
        raise TypeError(message)
