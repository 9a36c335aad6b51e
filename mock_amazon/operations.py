"""The operations that are counted, limited and made to fail, by the names the admin routes use."""

from enum import StrEnum


class Operation(StrEnum):
    """One operation; the first two are mock extensions, the last is Login with Amazon's."""

    FEED = "listProducts"
    REVIEWS = "listReviews"
    CATALOG_SEARCH = "searchCatalogItems"
    CATALOG_ITEM = "getCatalogItem"
    TOKEN = "token"  # noqa: S105  # an operation, not a secret
