"""What Amazon says of a product beside what we found."""

from functions.api.models.feedback import ProductFeedback
from functions.api.models.products import ProductAt, ProductPath
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.errors import Conflict, NotFound
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("feedback")


@routes.get(
    "/v1/products/{product_id}/feedback",
    scope=Scope.PRODUCTS_READ,
    errors=(NotFound, Conflict),
)
def compare_feedback(
    principal: Principal, path: ProductPath, query: ProductAt, deps: ApiDeps
) -> ProductFeedback:
    """Compare Amazon's topics of a product with our issues: Amazon says / we found.

    Amazon's are Customer Feedback's of a connected seller, as last fetched; ours are counted over
    the days Amazon states. With `as_of`, as both stood at that time.
    """
    seen = deps.feedback.seen_by(principal.brands)
    found = seen.compare(principal.org_id, path.product_id, as_of=query.as_of)
    return ProductFeedback.model_validate(found)
