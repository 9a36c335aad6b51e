"""Routes as declarations: one decorator says all that code or a document needs to know of a route.

A view's signature is part of the declaration. Parameters are recognised by name: ``path``,
``query``, ``headers``, ``cookies`` and ``body`` are validated into the Pydantic models they are
annotated with, ``principal`` is the caller, ``client`` where the request came from, ``deps`` the
services. The returned annotation is the response: a model, None (204), ``Reply[model or None]``
with cookies or headers of its own, ``Redirect``, ``Content``, or a model and ``Content`` as a
union. So the gateway's routes, the validation and the OpenAPI document come from one place and
cannot tell different stories.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.runtime.web.signatures import check, response_of

View = Callable[..., Any]
Decorator = Callable[[View], View]
Errors = tuple[type[ShelfSignalError], ...]


class Method(StrEnum):
    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"


class Access(StrEnum):
    """Who may, where no scope says it. USER: a signed-in person of any role, never a key."""

    USER = "user"


@dataclass(frozen=True)
class Route:
    """A declared route. scope None means open to everyone; errors are those of its own.

    produces: media types of a ``Content`` it may answer with.
    """

    method: Method
    path: str
    scope: Scope | Access | None
    status: HTTPStatus
    errors: Errors
    produces: tuple[str, ...]
    view: View

    @property
    def name(self) -> str:
        return self.view.__name__

    def resolve(self) -> "Route":
        """Itself: this one is loaded. See ``shelfsignal.runtime.web.index``."""
        return self

    @property
    def description(self) -> str:
        return inspect.getdoc(self.view) or ""

    @property
    def response_model(self) -> type[BaseModel] | None:
        """The model of a JSON answer; None when there is none."""
        return response_of(self.view).model

    def takes(self, name: str) -> bool:
        return name in self.view.__annotations__

    def model(self, part: str) -> type[BaseModel] | None:
        """The model of ``path``, ``query``, ``body``...; None when the view takes no such part."""
        model: type[BaseModel] | None = self.view.__annotations__.get(part)
        return model


class RouteTable:
    """The routes of one noun, in the order of their declaration.

    scope has no default anywhere, so that opening a route is always said aloud.
    """

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._routes: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    @property
    def module(self) -> str:
        """The name of the module that declares them."""
        (module,) = {route.view.__module__ for route in self._routes}
        return module

    def get(
        self,
        path: str,
        *,
        scope: Scope | Access | None,
        status: HTTPStatus = HTTPStatus.OK,
        errors: Errors = (),
        produces: tuple[str, ...] = (),
    ) -> Decorator:
        """Declares a read; status is for a redirect's."""
        return self._declare(Method.GET, path, scope, status, errors, produces)

    def post(
        self,
        path: str,
        *,
        scope: Scope | Access | None,
        status: HTTPStatus,
        errors: Errors = (),
        produces: tuple[str, ...] = (),
    ) -> Decorator:
        """Declares an action and the status of its success."""
        return self._declare(Method.POST, path, scope, status, errors, produces)

    def put(
        self,
        path: str,
        *,
        scope: Scope | Access | None,
        status: HTTPStatus = HTTPStatus.OK,
        errors: Errors = (),
    ) -> Decorator:
        """Declares a replacement: doing it twice is doing it once."""
        return self._declare(Method.PUT, path, scope, status, errors)

    def patch(
        self,
        path: str,
        *,
        scope: Scope | Access | None,
        status: HTTPStatus = HTTPStatus.OK,
        errors: Errors = (),
    ) -> Decorator:
        """Declares a change of the fields that are given."""
        return self._declare(Method.PATCH, path, scope, status, errors)

    def delete(
        self,
        path: str,
        *,
        scope: Scope | Access | None,
        status: HTTPStatus = HTTPStatus.NO_CONTENT,
        errors: Errors = (),
    ) -> Decorator:
        """Declares a removal."""
        return self._declare(Method.DELETE, path, scope, status, errors)

    def _declare(  # noqa: PLR0913 - a route's fields, each of them
        self,
        method: Method,
        path: str,
        scope: Scope | Access | None,
        status: HTTPStatus,
        errors: Errors,
        produces: tuple[str, ...] = (),
    ) -> Decorator:
        def decorate(view: View) -> View:
            check(view, path, status=status, produces=produces)
            route = Route(method, path, scope, status, errors, produces, view)
            _check_caller(route)
            self._routes.append(route)
            return view

        return decorate


def _check_caller(route: Route) -> None:
    """A closed route has to look at whose data it is asked for; an open one has no caller."""
    if route.takes("principal") != (route.scope is not None):
        message = f"{route.name}: a scope and a principal come together"
        raise TypeError(message)
