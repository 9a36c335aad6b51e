"""The deployment's counters, for a Prometheus that scrapes them."""

from typing import Final

from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.replies import Content
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("operations")
_TEXT: Final = "text/plain"


@routes.get("/metrics", scope=Scope.OPERATOR_METRICS, produces=(_TEXT,))
def show_metrics(principal: Principal, deps: ApiDeps) -> Content:
    """Show the counters of the whole deployment as Prometheus text.

    Stored ones, over all functions and since the first deployment; some seconds behind. Needs a
    key that an operator made: no role has the scope.
    """
    return Content(deps.metrics_text(), f"{_TEXT}; version=0.0.4; charset=utf-8")
