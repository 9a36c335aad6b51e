"""The functions that answer HTTP, and their routes. No cloud library: documents need this too."""

from collections.abc import Mapping
from typing import Final

from functions.api.app import app as api_app
from functions.login.app import app as login_app
from shelfsignal.runtime.web.app import WebApp

# The app of each, by the function's name.
APPS: Final[Mapping[str, WebApp]] = {"api": api_app, "login": login_app}


def routes_by_function() -> dict[str, list[tuple[str, str]]]:
    """(path, method) of every route of each app, sorted.

    The keys are copied first: looking up an unknown route of a Chalice app inserts it.
    """
    return {
        name: sorted((path, method) for path in list(app.routes) for method in app.routes[path])
        for name, app in APPS.items()
    }
