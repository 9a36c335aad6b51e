"""A Chalice app of declared routes, which is itself the Lambda handler.

Chalice finds a route by ``requestContext.resourcePath``, so the gateway has one method a route,
made from ``app.routes``. Making an app reads no environment and makes no client: the template and
the tests do it too.
"""

from collections.abc import Iterable
from typing import Any

from chalice.app import Chalice

from shelfsignal.runtime.web.dispatch import DepsSource, Known, blueprint
from shelfsignal.runtime.web.index import Index, indexed_routes, tables_in
from shelfsignal.runtime.web.middleware import CORS, completed, finish
from shelfsignal.runtime.web.routing import RouteTable


class WebApp(Chalice):
    """A Chalice app that leaves the environment and logging alone and takes any event."""

    def __init__(self, name: str, tables: Iterable[RouteTable], deps: DepsSource) -> None:
        self._declared = tuple(tables)
        self._start(name, (route for table in self._declared for route in table), deps)

    def _start(self, name: str, routes: Iterable[Known], deps: DepsSource) -> None:
        super().__init__(name, configure_logs=False, env={})
        self.api.cors = CORS
        self.register_blueprint(blueprint(routes, deps))
        self.register_middleware(finish(self), "http")

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        answer: dict[str, Any] = super().__call__(completed(event, context), context)
        return answer

    @property
    def tables(self) -> tuple[RouteTable, ...]:
        """The declarations of all its routes."""
        return self._declared


class IndexedApp(WebApp):
    """Loads a module of the package when one of its routes is first asked for."""

    def __init__(self, name: str, index: Index, package: str, deps: DepsSource) -> None:
        self._package = package
        self._start(name, indexed_routes(index), deps)

    @property
    def tables(self) -> tuple[RouteTable, ...]:
        """The declarations of all its routes; this loads every module."""
        return tables_in(self._package)
