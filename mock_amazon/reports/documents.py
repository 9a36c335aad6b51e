"""What the reports contain: tab-separated lines with Amazon's headings."""

from collections.abc import Iterable, Iterator

from mock_amazon.clock import iso
from mock_amazon.dataset.chance import key, uniform
from mock_amazon.dataset.identifiers import sku_of
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.market import market_day
from mock_amazon.dataset.offers import is_fulfilled_by_amazon
from mock_amazon.dataset.timeline import DAY_S, Plan
from mock_amazon.dataset.writer import write_review
from mock_amazon.reports.models import Report, ReportType
from mock_amazon.world import World

_LISTING_COLUMNS = (
    "item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date",
    "image-url", "item-is-marketplace", "product-id-type", "zshop-shipping-fee", "item-note",
    "item-condition", "zshop-category1", "zshop-browse-path", "zshop-storefront-feature", "asin1",
    "asin2", "asin3", "will-ship-internationally", "expedited-shipping", "zshop-boldface",
    "product-id", "bid-for-featured-placement", "add-delete", "pending-quantity",
    "fulfillment-channel", "merchant-shipping-group", "status",
)  # fmt: skip
_FEEDBACK_COLUMNS = ("Date", "Rating", "Comments", "Your Response", "Order ID", "Rater Email")
# What buyers hold against the seller and not against the product.
_ABOUT_THE_SELLER = frozenset({
    "customer_service", "late_delivery", "damaged_packaging", "wrong_item", "missing_parts",
})  # fmt: skip
_EXAMINED, _LONGEST_COMMENT = 1_000, 400
_NEW, _LAST_BAD_RATING = "11", 3
_ACTIVE_SHARE, _COMPRESSED_FROM = 0.97, 40


def document(world: World, report: Report) -> bytes:
    """The whole document of a report, as of the day it was made."""
    if report.report_type is ReportType.LISTINGS:
        return _table(_LISTING_COLUMNS, _listing_rows(world, report))
    return _table(_FEEDBACK_COLUMNS, _feedback_rows(world, report))


def is_compressed(world: World, report: Report) -> bool:
    """Whether the document is long enough to be sent as gzip."""
    if report.report_type is not ReportType.LISTINGS:
        return False
    return world.catalogue.shelf.count((report.seller_id, report.places[0])) >= _COMPRESSED_FROM


def _listing_rows(world: World, report: Report) -> Iterator[list[str]]:
    day = int(report.ended_at // DAY_S)
    for listing in _listings(world, report):
        yield _listing_row(world, listing, day)


def _listing_row(world: World, listing: Listing, day: int) -> list[str]:
    seed = world.options.seed
    price = market_day(listing, world.bookcase.events(listing), seed, day).price_minor
    by_amazon = is_fulfilled_by_amazon(seed, listing.seller.seller_id)
    active = uniform(seed, "active", listing.index) < _ACTIVE_SHARE
    stock = 1 + key(seed, "stock", listing.index) % 400 if active else 0
    named = {
        "item-name": listing.title,
        "item-description": f"{listing.brand} {listing.kind.noun}, {listing.colour}",
        "listing-id": f"{key(seed, 'listing', listing.index) % 10**10:010}",
        "seller-sku": sku_of(listing),
        "price": f"{price / 100:.2f}",
        "quantity": "" if by_amazon else str(stock),
        "open-date": f"{iso(listing.launched * DAY_S)[:10]} 08:00:00 UTC",
        "item-is-marketplace": "y",
        "product-id-type": "1",
        "item-condition": _NEW,
        "asin1": listing.asin,
        "product-id": listing.asin,
        "pending-quantity": "0",
        "fulfillment-channel": "AMAZON_NA" if by_amazon else "DEFAULT",
        "status": "Active" if active else "Inactive",
    }
    return [named.get(column, "") for column in _LISTING_COLUMNS]


def _feedback_rows(world: World, report: Report) -> Iterator[list[str]]:
    """Bad and middling feedback on the seller, newest first."""
    found = [
        plan
        for listing in _listings(world, report, _EXAMINED)
        for plan in world.bookcase.plans(listing, int(report.ended_at // DAY_S))
        if _is_feedback(plan) and report.data_start <= plan.at < report.data_end
    ]
    found.sort(key=lambda plan: -plan.at)
    for plan in found:
        text = " ".join(write_review(plan, world.options.seed).text.split())
        year, month, day = iso(plan.at)[:10].split("-")
        order = f"{plan.at % 1000:03}-{plan.at % 9_999_991:07}-{plan.number % 10**7:07}"
        date = f"{int(month)}/{int(day)}/{year[2:]}"
        yield [date, str(plan.rating), text[:_LONGEST_COMMENT], "", order, ""]


def _is_feedback(plan: Plan) -> bool:
    return plan.rating <= _LAST_BAD_RATING and not _ABOUT_THE_SELLER.isdisjoint(plan.issues)


def _listings(world: World, report: Report, most: int | None = None) -> Iterator[Listing]:
    """The seller's listings on the report's first marketplace."""
    scope = (report.seller_id, report.places[0])
    count = world.catalogue.shelf.count(scope)
    for position in range(count if most is None else min(count, most)):
        yield world.catalogue.listing(world.catalogue.shelf.index_at(scope, position))


def _table(columns: Iterable[str], rows: Iterable[list[str]]) -> bytes:
    lines = ["\t".join(columns)]
    lines += ["\t".join(cell.replace("\t", " ") for cell in row) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode()
