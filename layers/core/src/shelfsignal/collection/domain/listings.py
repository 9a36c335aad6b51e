"""A listing out of what the report, the catalog and the prices say of one product."""

from datetime import datetime

from shelfsignal.collection.domain.catalogue_items import CatalogueItem
from shelfsignal.collection.domain.listings_report import ListedProduct
from shelfsignal.collection.domain.prices import Price
from shelfsignal.collection.domain.products import UNBRANDED, UNCATEGORISED
from shelfsignal.collection.domain.sources import SourceContext
from shelfsignal.kernel.catalogue import ListingKind, ProductListing, ProductSnapshot


def listing_of(
    listed: ListedProduct,
    item: CatalogueItem | None,
    price: Price | None,
    context: SourceContext,
    fetched_at: datetime,
) -> ProductListing:
    """Without reviews, and partial: it says nothing of those there are.

    The price is the Buy Box's, which is what buyers pay; where nobody has the Buy Box, or its price
    was refused, the seller's own.
    """
    own = listed.price
    return ProductListing(
        job_id=context.job_id,
        fetched_at=fetched_at,
        kind=ListingKind.PARTIAL,
        product=ProductSnapshot(
            asin=listed.asin,
            marketplace=context.marketplace,
            seller_id=context.seller_id,
            title=(item.title if item else "") or listed.title,
            brand=(item.brand if item else "") or UNBRANDED,
            category=(item.category if item else "") or UNCATEGORISED,
            price=price.amount if price else own,
            currency=price.currency if price else context.marketplace.currency,
            parent_asin=item.parent_asin if item else None,
            image_url=item.image_url if item else None,
            sales_rank=item.sales_rank if item else None,
        ),
    )
