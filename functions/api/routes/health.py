"""Can the API do its work?"""

from functions.api.models.health import Health, HealthStatus
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("health")


@routes.get("/health", scope=None, errors=(StoreUnavailable,))
def show_health(deps: ApiDeps) -> Health:
    """Whether every table answers; 503 when one does not."""
    for probe in deps.probes.values():
        probe()
    return Health(status=HealthStatus.OK, stores=tuple(deps.probes))
