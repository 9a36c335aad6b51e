"""The API describes itself."""

from functions.api.models.document import OpenApiDocument
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("document")


@routes.get("/v1/openapi.json", scope=None)
def show_openapi() -> OpenApiDocument:
    """Show this document: every route, parameter, answer and error."""
    # Only this route pays for what making the document takes.
    from functions.api.routes import ROUTES
    from shelfsignal.runtime.web.openapi import cached_document

    return OpenApiDocument(cached_document(ROUTES))
