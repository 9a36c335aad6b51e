"""What a list shows, as CSV."""

from http import HTTPStatus
from typing import Final

from functions.api.models.cards import ProductExport
from functions.api.models.exports import Export, ExportPath
from functions.api.queries import filter_of, order_of
from functions.api.reads import reads_of
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.insights.domain.exports import Export as Ordered
from shelfsignal.insights.domain.exports import ExportNotFound, ExportStatus
from shelfsignal.insights.services.exports import export_now, find_export, order_export
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.replies import Content, Reply
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("exports")
_CSV: Final = "text/csv"


@routes.get("/v1/products.csv", scope=Scope.PRODUCTS_READ, produces=(_CSV,))
def export_products(
    principal: Principal, query: ProductExport, deps: ApiDeps
) -> Reply[Export] | Content:
    """Export all products that fit, in the list's order, as CSV.

    A file of more than 5 MB, or that takes more than 8 seconds, is written behind the answer: 202
    with an export to ask for until it is ready. Text that a spreadsheet would run as a formula has
    an apostrophe in front.
    """
    where, order = filter_of(query), order_of(query)
    text = export_now(principal.org_id, where, order, reads_of(principal, deps), deps.exports)
    if text is not None:
        return Content(text, _CSV, filename="products.csv")
    ordered = order_export(principal.org_id, where, order, principal.brands, deps.exports)
    return Reply(_shown(ordered, deps), status=HTTPStatus.ACCEPTED)


@routes.get("/v1/exports/{export_id}", scope=Scope.PRODUCTS_READ, errors=(ExportNotFound,))
def show_export(principal: Principal, path: ExportPath, deps: ApiDeps) -> Export:
    """Show how far an export is, and where to fetch it. Exports are kept for a day."""
    found = find_export(principal.org_id, path.export_id, principal.brands, deps.exports)
    return _shown(found, deps)


def _shown(export: Ordered, deps: ApiDeps) -> Export:
    is_ready = export.status is ExportStatus.READY
    return Export(
        export_id=export.export_id,
        status=export.status,
        rows=export.rows,
        created_at=export.created_at,
        expires_at=export.expires_at,
        url=deps.exports.files.link(export) if is_ready else None,
    )
