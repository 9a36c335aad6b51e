"""How often each operation may be called: Amazon's published rates, and ours where it has none."""

from mock_amazon.buckets import Limits
from mock_amazon.operations import Operation

_FEEDBACK = Limits(1.0, 5.0)  # not published
_PRICES = Limits(0.5, 1.0)
_PUBLISHED: dict[str, Limits] = {
    Operation.CATALOG_SEARCH: Limits(2.0, 2.0),
    Operation.CATALOG_ITEM: Limits(2.0, 2.0),
    Operation.PRICING: _PRICES,
    Operation.COMPETITIVE_PRICING: _PRICES,
    Operation.ITEM_OFFERS: _PRICES,
    Operation.LISTING_OFFERS: Limits(1.0, 2.0),
    Operation.ITEM_OFFERS_BATCH: Limits(0.1, 1.0),
    Operation.LISTING_OFFERS_BATCH: Limits(0.5, 1.0),
    Operation.COMPETITIVE_SUMMARY: Limits(0.033, 1.0),
    Operation.FEES_ESTIMATE: Limits(1.0, 2.0),
    Operation.PARTICIPATIONS: Limits(0.016, 15.0),
    Operation.CREATE_REPORT: Limits(0.0167, 15.0),
    Operation.GET_REPORT: Limits(2.0, 15.0),
    Operation.GET_REPORTS: Limits(0.0222, 10.0),
    Operation.CANCEL_REPORT: Limits(0.0222, 10.0),
    Operation.GET_DOCUMENT: Limits(0.0167, 15.0),
    Operation.RESTRICTED_TOKEN: Limits(1.0, 10.0),
    Operation.ITEM_TOPICS: _FEEDBACK,
    Operation.ITEM_TRENDS: _FEEDBACK,
    Operation.ITEM_NODE: _FEEDBACK,
    Operation.NODE_TOPICS: _FEEDBACK,
    Operation.NODE_TRENDS: _FEEDBACK,
}
_REVIEW_TEXTS = Limits(2.0, 10.0)


def limits_by_operation(rate: float, burst: float) -> dict[str, Limits]:
    """Every operation's limits; the feed's and history's are the given ones."""
    extension = Limits(rate, burst)
    feeds = (Operation.FEED, Operation.REVIEWS, Operation.HISTORY)
    return {
        **dict.fromkeys(feeds, extension),
        Operation.REVIEW_TEXTS: _REVIEW_TEXTS,
        **_PUBLISHED,
    }
