"""The login function: the only holder of the signing key. Importing this reads no environment."""

from functools import cache

from functions.login.routes import ROUTES
from functions.login.settings import LoginSettings
from shelfsignal.runtime.identity import LoginDeps, WiredLogin
from shelfsignal.runtime.web.app import WebApp


@cache
def deps_from_environment() -> LoginDeps:
    """Wired at the first request that needs it, then kept."""
    return WiredLogin(LoginSettings.from_environment())


app = WebApp("login", ROUTES, deps_from_environment)
