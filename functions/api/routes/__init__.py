"""One module a noun; ROUTES is everything the API serves, in the order of the document."""

from typing import Final

from functions.api.routes.document import routes as document
from functions.api.routes.health import routes as health
from functions.api.routes.portfolio import routes as portfolio
from functions.api.routes.products import routes as products
from functions.api.routes.runs import routes as runs
from functions.api.routes.settings import routes as settings
from functions.api.routes.work import routes as work
from shelfsignal.runtime.web.routing import RouteTable

ROUTES: Final[tuple[RouteTable, ...]] = (
    products,
    portfolio,
    work,
    runs,
    settings,
    health,
    document,
)
