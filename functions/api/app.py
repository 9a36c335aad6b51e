"""The Chalice app, which is itself the Lambda handler.

Chalice finds a route by ``requestContext.resourcePath``, so the gateway has one method a route,
made from ``app.routes``. Importing this module reads no environment and makes no client: the
template and the tests import it too.
"""

from typing import Any

from chalice.app import Chalice

from functions.api.dispatch import DepsSource, blueprint
from functions.api.middleware import CORS, completed, finish
from functions.api.routes import ROUTES
from functions.api.settings import ApiSettings
from shelfsignal.runtime.api import ApiDeps, wire


class Api(Chalice):
    """A Chalice app that leaves the environment and logging alone and takes any event."""

    def __init__(self, deps: DepsSource) -> None:
        super().__init__("shelfsignal", configure_logs=False, env={})
        self.api.cors = CORS
        for table in ROUTES:
            self.register_blueprint(blueprint(table, deps))
        self.register_middleware(finish(self), "http")

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        answer: dict[str, Any] = super().__call__(completed(event, context), context)
        return answer


def deps_from_environment() -> ApiDeps:
    """Wired at the first request that needs it, then kept."""
    return wire(ApiSettings.from_environment())


app = Api(deps_from_environment)
