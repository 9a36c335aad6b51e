"""The operations that are counted, limited and made to fail, by the names the admin routes use."""

from enum import StrEnum


class Operation(StrEnum):
    """One operation by Amazon's own name; the mock extensions come first, LWA's come last."""

    FEED = "listProducts"
    REVIEWS = "listReviews"
    CATALOG_SEARCH = "searchCatalogItems"
    CATALOG_ITEM = "getCatalogItem"
    TOKEN = "token"  # noqa: S105  # an operation, not a secret
    CONSENT = "consent"


class Role(StrEnum):
    """What an application may be entrusted with, by the names of Amazon's developer console."""

    PRODUCT_LISTING = "Product Listing"
    PRICING = "Pricing"
    BRAND_ANALYTICS = "Brand Analytics"
    INVENTORY = "Inventory and Order Tracking"
    PARTNER_INSIGHTS = "Selling Partner Insights"
    DIRECT_SHIPPING = "Direct-to-Consumer Shipping"


ROLES = frozenset(Role)
# An operation that is not named here is open to every authorised application.
ROLE_OF: dict[str, Role] = {
    Operation.FEED: Role.PRODUCT_LISTING,
    Operation.REVIEWS: Role.PRODUCT_LISTING,
    Operation.CATALOG_SEARCH: Role.PRODUCT_LISTING,
    Operation.CATALOG_ITEM: Role.PRODUCT_LISTING,
}
