"""Bodies of Product Pricing v0."""

from typing import Any

from mock_amazon.dataset.identifiers import node_of, sku_of
from mock_amazon.dataset.offers import Offer
from mock_amazon.pricing.models import ItemCondition, ItemType, Quoted

Json = dict[str, Any]


def price_json(quoted: Quoted) -> Json:
    """getPricing: the asking seller's own offer, if there is one."""
    own = [o for o in quoted.offers if quoted.is_own and o.seller_id == quoted.seller.seller_id]
    product = {"Identifiers": _identifiers(quoted), "Offers": [_own(quoted, o) for o in own]}
    return {"status": "Success", **_named(quoted), "Product": product}


def competitive_json(quoted: Quoted) -> Json:
    """getCompetitivePricing: the Buy Box price, how many offers, the rank."""
    prices = [
        {
            "CompetitivePriceId": "1",
            "Price": _price(quoted, offer),
            "condition": "New",
            "subcondition": "New",
            "belongsToRequester": offer.seller_id == quoted.seller.seller_id,
        }
        for offer in quoted.offers
        if offer.wins
    ]
    count = len(quoted.offers)
    counts = [{"condition": "New", "Count": count}, {"condition": "Any", "Count": count}]
    product = {
        "Identifiers": _identifiers(quoted),
        "CompetitivePricing": {"CompetitivePrices": prices, "NumberOfOfferListings": counts},
        "SalesRankings": _ranks(quoted),
    }
    return {"status": "Success", **_named(quoted), "Product": product}


def unknown_json(item_type: ItemType, name: str) -> Json:
    """One product of several that does not exist: the others are answered all the same."""
    key = "ASIN" if item_type is ItemType.ASIN else "SellerSKU"
    return {"status": "ClientError", key: name}


def offers_json(quoted: Quoted, condition: ItemCondition) -> Json:
    """getItemOffers and getListingOffers: who offers it, cheapest first."""
    place, shown = quoted.place.marketplace_id, quoted.offers
    if condition is not ItemCondition.NEW:
        shown = ()
    named = {"ASIN": quoted.listing.asin}
    if quoted.item_type is ItemType.SKU:
        named = {"SellerSKU": quoted.name}
    return {
        "marketplaceId": place,
        **({"SKU": quoted.name} if quoted.item_type is ItemType.SKU else named),
        "ItemCondition": condition,
        "status": "Success" if shown else "NoBuyableOffers",
        "Identifier": {"MarketplaceId": place, **named, "ItemCondition": condition},
        "Summary": _summary(quoted, shown),
        "Offers": [_offer(quoted, offer) for offer in shown],
    }


def _summary(quoted: Quoted, shown: tuple[Offer, ...]) -> Json:
    counts, lowest = [], []
    for channel, by_amazon in (("Amazon", True), ("Merchant", False)):
        mine = [offer for offer in shown if offer.by_amazon is by_amazon]
        if mine:
            scope = {"condition": "new", "fulfillmentChannel": channel}
            counts.append({**scope, "OfferCount": len(mine)})
            lowest.append({**scope, **_price(quoted, mine[0])})
    boxes = [{"condition": "New", **_price(quoted, o), "sellerId": o.seller_id}
             for o in shown if o.wins]  # fmt: skip
    return {
        "TotalOfferCount": len(shown),
        "NumberOfOffers": counts,
        "LowestPrices": lowest,
        "BuyBoxPrices": boxes,
        "ListPrice": _money(quoted, quoted.listing.list_price_minor),
        "SalesRankings": _ranks(quoted),
        "BuyBoxEligibleOffers": counts,
    }


def _offer(quoted: Quoted, offer: Offer) -> Json:
    return {
        "MyOffer": offer.seller_id == quoted.seller.seller_id,
        "SubCondition": "new",
        "SellerId": offer.seller_id,
        "SellerFeedbackRating": {
            "SellerPositiveFeedbackRating": float(offer.positive_percent),
            "FeedbackCount": offer.feedback_count,
        },
        "ShippingTime": {
            "minimumHours": 0 if offer.by_amazon else 24,
            "maximumHours": 0 if offer.by_amazon else 72,
            "availabilityType": "NOW",
        },
        "ListingPrice": _money(quoted, offer.price_minor),
        "Shipping": _money(quoted, offer.shipping_minor),
        "ShipsFrom": {"Country": quoted.place.country},
        "IsFulfilledByAmazon": offer.by_amazon,
        "PrimeInformation": {"IsPrime": offer.by_amazon, "IsNationalPrime": offer.by_amazon},
        "IsBuyBoxWinner": offer.wins,
        "IsFeaturedMerchant": offer.by_amazon,
    }


def _own(quoted: Quoted, offer: Offer) -> Json:
    return {
        "BuyingPrice": _price(quoted, offer),
        "RegularPrice": _money(quoted, quoted.listing.list_price_minor),
        "FulfillmentChannel": "AMAZON" if offer.by_amazon else "MERCHANT",
        "ItemCondition": "New",
        "ItemSubCondition": "New",
        "SellerSKU": sku_of(quoted.listing),
    }


def _identifiers(quoted: Quoted) -> Json:
    place = quoted.place.marketplace_id
    named: Json = {"MarketplaceASIN": {"MarketplaceId": place, "ASIN": quoted.listing.asin}}
    if quoted.is_own:
        named["SKUIdentifier"] = {
            "MarketplaceId": place,
            "SellerId": quoted.seller.seller_id,
            "SellerSKU": sku_of(quoted.listing),
        }
    return named


def _named(quoted: Quoted) -> Json:
    if quoted.item_type is ItemType.SKU:
        return {"SellerSKU": quoted.name, "ASIN": quoted.listing.asin}
    return {"ASIN": quoted.listing.asin}


def _ranks(quoted: Quoted) -> list[Json]:
    if quoted.sales_rank is None:
        return []
    group = f"{quoted.listing.department.department_id}_display_on_website"
    node_id, within = node_of(quoted.listing).node_id, max(1, quoted.sales_rank // 40)
    return [
        {"ProductCategoryId": group, "Rank": quoted.sales_rank},
        {"ProductCategoryId": node_id, "Rank": within},
    ]


def _price(quoted: Quoted, offer: Offer) -> Json:
    return {
        "LandedPrice": _money(quoted, offer.landed_minor),
        "ListingPrice": _money(quoted, offer.price_minor),
        "Shipping": _money(quoted, offer.shipping_minor),
    }


def _money(quoted: Quoted, minor: int) -> Json:
    return {"CurrencyCode": quoted.place.currency, "Amount": minor / 100}
