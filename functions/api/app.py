"""The REST API, all but what needs the signing key. Importing this reads no environment."""

from functions.api.routes import ROUTES
from functions.api.settings import ApiSettings
from shelfsignal.runtime.api import ApiDeps, wire
from shelfsignal.runtime.web.app import WebApp


def deps_from_environment() -> ApiDeps:
    """Wired at the first request that needs it, then kept."""
    return wire(ApiSettings.from_environment())


app = WebApp("api", ROUTES, deps_from_environment)
