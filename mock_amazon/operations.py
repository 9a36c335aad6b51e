"""The operations that are counted, limited and made to fail, by the names the admin routes use."""

from enum import StrEnum


class Operation(StrEnum):
    """One operation by Amazon's own name; mock extensions come first, LWA's and others last."""

    FEED = "listProducts"
    REVIEWS = "listReviews"
    REVIEW_TEXTS = "listReviewTexts"
    HISTORY = "getHistory"
    CATALOG_SEARCH = "searchCatalogItems"
    CATALOG_ITEM = "getCatalogItem"
    PRICING = "getPricing"
    COMPETITIVE_PRICING = "getCompetitivePricing"
    ITEM_OFFERS = "getItemOffers"
    LISTING_OFFERS = "getListingOffers"
    ITEM_OFFERS_BATCH = "getItemOffersBatch"
    LISTING_OFFERS_BATCH = "getListingOffersBatch"
    COMPETITIVE_SUMMARY = "getCompetitiveSummary"
    ITEM_TOPICS = "getItemReviewTopics"
    ITEM_TRENDS = "getItemReviewTrends"
    ITEM_NODE = "getItemBrowseNode"
    NODE_TOPICS = "getBrowseNodeReviewTopics"
    NODE_TRENDS = "getBrowseNodeReviewTrends"
    FEES_ESTIMATE = "getMyFeesEstimateForASIN"
    PARTICIPATIONS = "getMarketplaceParticipations"
    CREATE_REPORT = "createReport"
    GET_REPORT = "getReport"
    GET_REPORTS = "getReports"
    CANCEL_REPORT = "cancelReport"
    GET_DOCUMENT = "getReportDocument"
    RESTRICTED_TOKEN = "createRestrictedDataToken"  # noqa: S105  # an operation, not a secret
    TOKEN = "token"  # noqa: S105  # an operation, not a secret
    DOWNLOAD = "download"


class Role(StrEnum):
    """What an application may be entrusted with, by the names of Amazon's developer console."""

    PRODUCT_LISTING = "Product Listing"
    PRICING = "Pricing"
    BRAND_ANALYTICS = "Brand Analytics"
    INVENTORY = "Inventory and Order Tracking"
    PARTNER_INSIGHTS = "Selling Partner Insights"
    DIRECT_SHIPPING = "Direct-to-Consumer Shipping"


ROLES = frozenset(Role)
_OPENED_BY = {
    Role.PRODUCT_LISTING: (
        Operation.FEED, Operation.REVIEWS, Operation.REVIEW_TEXTS, Operation.HISTORY,
        Operation.CATALOG_SEARCH, Operation.CATALOG_ITEM,
    ),
    Role.PRICING: (
        Operation.PRICING, Operation.COMPETITIVE_PRICING, Operation.ITEM_OFFERS,
        Operation.LISTING_OFFERS, Operation.ITEM_OFFERS_BATCH, Operation.LISTING_OFFERS_BATCH,
        Operation.COMPETITIVE_SUMMARY,
    ),
    Role.BRAND_ANALYTICS: (
        Operation.ITEM_TOPICS, Operation.ITEM_TRENDS, Operation.ITEM_NODE,
        Operation.NODE_TOPICS, Operation.NODE_TRENDS,
    ),
    Role.INVENTORY: (Operation.CREATE_REPORT,),
    Role.PARTNER_INSIGHTS: (Operation.PARTICIPATIONS,),
}  # fmt: skip
# An operation that is not named here is open to every authorised application.
ROLE_OF = {operation: role for role, opened in _OPENED_BY.items() for operation in opened}
