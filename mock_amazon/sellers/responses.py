"""The body of getMarketplaceParticipations."""

from typing import Any

from mock_amazon.dataset.sellers import Marketplace, Seller

Json = dict[str, Any]
_MARKETPLACES = {
    Marketplace.US: ("Amazon.com", "en_US", "www.amazon.com"),
    Marketplace.UK: ("Amazon.co.uk", "en_GB", "www.amazon.co.uk"),
    Marketplace.DE: ("Amazon.de", "de_DE", "www.amazon.de"),
}


def participations_json(seller: Seller, places: tuple[Marketplace, ...]) -> Json:
    """The seller's marketplaces of one region."""
    return {"payload": [_participation(seller, place) for place in places]}


def _participation(seller: Seller, place: Marketplace) -> Json:
    name, language, domain = _MARKETPLACES[place]
    return {
        "marketplace": {
            "id": place.marketplace_id,
            "name": name,
            "countryCode": place.country,
            "defaultCurrencyCode": place.currency,
            "defaultLanguageCode": language,
            "domainName": domain,
        },
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
        "storeName": seller.name,
    }
