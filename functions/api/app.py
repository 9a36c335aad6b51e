"""The REST API, all but what needs the signing key. Importing this reads no environment.

Nor does it load the services or the routes' modules: a cold start pays for what it serves.
"""

from typing import TYPE_CHECKING

from functions.api.index import INDEX
from shelfsignal.runtime.web.app import IndexedApp

if TYPE_CHECKING:
    from shelfsignal.runtime.api import ApiDeps


def deps_from_environment() -> "ApiDeps":
    """Wired at the first request that needs it, then kept."""
    from functions.api.settings import ApiSettings
    from shelfsignal.runtime.api import wire

    return wire(ApiSettings.from_environment())


app = IndexedApp("api", INDEX, "functions.api.routes", deps_from_environment)
