"""A Chalice app of route tables, which is itself the Lambda handler.

Chalice finds a route by ``requestContext.resourcePath``, so the gateway has one method a route,
made from ``app.routes``. Making an app reads no environment and makes no client: the template and
the tests do it too.
"""

from collections.abc import Iterable
from typing import Any

from chalice.app import Chalice

from shelfsignal.runtime.web.dispatch import DepsSource, blueprint
from shelfsignal.runtime.web.middleware import CORS, completed, finish
from shelfsignal.runtime.web.routing import RouteTable


class WebApp(Chalice):
    """A Chalice app that leaves the environment and logging alone and takes any event."""

    def __init__(self, name: str, tables: Iterable[RouteTable], deps: DepsSource) -> None:
        super().__init__(name, configure_logs=False, env={})
        self.tables = tuple(tables)
        self.api.cors = CORS
        for table in self.tables:
            self.register_blueprint(blueprint(table, deps))
        self.register_middleware(finish(self), "http")

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        answer: dict[str, Any] = super().__call__(completed(event, context), context)
        return answer
