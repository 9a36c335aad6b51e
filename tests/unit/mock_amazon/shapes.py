"""Amazon's published answers as JSON Schemas, in a short notation.

A mapping names every field Amazon documents; one that ends in `?` may be missing. Nothing else may
appear. `[x]` is a list of x, `x | None` may be null, a set of strings is a choice.
"""

from typing import Any

from jsonschema import Draft202012Validator

Shape = Any
TEXT, NUMBER, WHOLE, YES_NO, ANY = "string", "number", "integer", "boolean", "any"
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}


def nullable(shape: Shape) -> dict[str, Any]:
    """A value that may also be null."""
    return {"anyOf": [schema(shape), {"type": "null"}]}


def schema(shape: Shape) -> dict[str, Any]:
    """The JSON Schema of a shape."""
    if isinstance(shape, str):
        return {} if shape == ANY else {"type": shape}
    if isinstance(shape, list):
        return {"type": "array", "items": schema(shape[0])}
    if isinstance(shape, set):
        return {"enum": sorted(shape)}
    if "anyOf" in shape or "pattern" in shape:
        return dict(shape)
    fields = {name.rstrip("?"): schema(inner) for name, inner in shape.items()}
    required = [name for name in shape if not name.endswith("?")]
    return {
        "type": "object",
        "properties": fields,
        "required": required,
        "additionalProperties": False,
    }


def faults_of(shape: Shape, body: object) -> list[str]:
    """What is wrong with a body; empty when it has the shape."""
    found = Draft202012Validator(schema(shape)).iter_errors(body)
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:120]}" for one in found]


ERRORS = {"errors": [{"code": TEXT, "message": TEXT, "details?": TEXT}]}
LWA_TOKENS = {
    "access_token": TEXT, "token_type": {"bearer"}, "expires_in": WHOLE, "refresh_token?": TEXT,
}  # fmt: skip
LWA_ERROR = {
    "error": {
        "access_denied", "invalid_client", "invalid_grant", "invalid_request", "invalid_scope",
        "server_error", "temporarily_unavailable", "unauthorized_client",
        "unsupported_grant_type",
    },
    "error_description": TEXT, "error_index": TEXT, "request_id": TEXT,
}  # fmt: skip

# Catalog Items 2022-04-01
NODE = {
    "displayName": TEXT, "classificationId": TEXT,
    "parent?": {"displayName": TEXT, "classificationId": TEXT},
}  # fmt: skip
SIZE = {"unit": TEXT, "value": NUMBER}
SIZES = {"height": SIZE, "length": SIZE, "weight": SIZE, "width": SIZE}
ITEM = {
    "asin": TEXT,
    "attributes?": ANY,
    "classifications?": [{"marketplaceId": TEXT, "classifications": [NODE]}],
    "dimensions?": [{"marketplaceId": TEXT, "item": SIZES, "package": SIZES}],
    "identifiers?": [
        {"marketplaceId": TEXT, "identifiers": [{"identifierType": TEXT, "identifier": TEXT}]}
    ],
    "images?": [
        {
            "marketplaceId": TEXT,
            "images": [{"variant": TEXT, "link": TEXT, "height": WHOLE, "width": WHOLE}],
        }
    ],
    "productTypes?": [{"marketplaceId": TEXT, "productType": TEXT}],
    "relationships?": [
        {
            "marketplaceId": TEXT,
            "relationships": [
                {
                    "type": {"VARIATION", "PACKAGE_HIERARCHY"},
                    "parentAsins?": [TEXT],
                    "childAsins?": [TEXT],
                    "variationTheme?": {"attributes": [TEXT], "theme": TEXT},
                }
            ],
        }
    ],
    "salesRanks?": [
        {
            "marketplaceId": TEXT,
            "classificationRanks": [
                {"classificationId": TEXT, "title": TEXT, "link?": TEXT, "rank": WHOLE}
            ],
            "displayGroupRanks": [
                {"websiteDisplayGroup": TEXT, "title": TEXT, "link?": TEXT, "rank": WHOLE}
            ],
        }
    ],
    "summaries?": [
        {
            "marketplaceId": TEXT, "adultProduct": YES_NO, "autographed": YES_NO, "brand": TEXT,
            "browseClassification": NODE, "color": TEXT,
            "itemClassification": {"BASE_PRODUCT", "OTHER", "PRODUCT_BUNDLE", "VARIATION_PARENT"},
            "itemName": TEXT, "manufacturer": TEXT, "memorabilia": YES_NO,
            "packageQuantity": WHOLE, "tradeInEligible": YES_NO, "websiteDisplayGroup": TEXT,
            "websiteDisplayGroupName": TEXT,
        }
    ],
    "vendorDetails?": [ANY],
}  # fmt: skip
SEARCH = {
    "numberOfResults": WHOLE,
    "pagination": {"nextToken?": TEXT, "previousToken?": TEXT},
    "refinements?": {
        "brands": [{"numberOfResults": WHOLE, "brandName": TEXT}],
        "classifications": [
            {"numberOfResults": WHOLE, "displayName": TEXT, "classificationId": TEXT}
        ],
    },
    "items": [ITEM],
}

# Product Pricing v0
MONEY = {"CurrencyCode": TEXT, "Amount": NUMBER}
PRICE = {"LandedPrice": MONEY, "ListingPrice": MONEY, "Shipping": MONEY}
RANKS = [{"ProductCategoryId": TEXT, "Rank": WHOLE}]
IDENTIFIERS = {
    "MarketplaceASIN": {"MarketplaceId": TEXT, "ASIN": TEXT},
    "SKUIdentifier?": {"MarketplaceId": TEXT, "SellerId": TEXT, "SellerSKU": TEXT},
}
_PRICED = {"status": TEXT, "SellerSKU?": TEXT, "ASIN?": TEXT}
PRICING = {
    "payload": [
        {
            **_PRICED,
            "Product?": {
                "Identifiers": IDENTIFIERS,
                "Offers": [
                    {
                        "BuyingPrice": PRICE, "RegularPrice": MONEY, "FulfillmentChannel": TEXT,
                        "ItemCondition": TEXT, "ItemSubCondition": TEXT, "SellerSKU": TEXT,
                    }
                ],
            },
        }
    ]
}  # fmt: skip
COMPETITIVE = {
    "payload": [
        {
            **_PRICED,
            "Product?": {
                "Identifiers": IDENTIFIERS,
                "CompetitivePricing": {
                    "CompetitivePrices": [
                        {
                            "CompetitivePriceId": {"1", "2"}, "Price": PRICE, "condition": TEXT,
                            "subcondition": TEXT, "belongsToRequester": YES_NO,
                        }
                    ],
                    "NumberOfOfferListings": [{"Count": WHOLE, "condition": TEXT}],
                },
                "SalesRankings": RANKS,
            },
        }
    ]
}  # fmt: skip
_COUNTS = [{"condition": TEXT, "fulfillmentChannel": {"Amazon", "Merchant"}, "OfferCount": WHOLE}]
OFFERS_PAYLOAD = {
    "marketplaceId": TEXT,
    "ASIN?": TEXT,
    "SKU?": TEXT,
    "ItemCondition": {"New", "Used", "Collectible", "Refurbished", "Club"},
    "status": TEXT,
    "Identifier": {
        "MarketplaceId": TEXT, "ASIN?": TEXT, "SellerSKU?": TEXT, "ItemCondition": TEXT,
    },
    "Summary": {
        "TotalOfferCount": WHOLE,
        "NumberOfOffers": _COUNTS,
        "LowestPrices": [{"condition": TEXT, "fulfillmentChannel": TEXT, **PRICE}],
        "BuyBoxPrices": [{"condition": TEXT, **PRICE, "sellerId": TEXT}],
        "ListPrice": MONEY,
        "SalesRankings": RANKS,
        "BuyBoxEligibleOffers": _COUNTS,
    },
    "Offers": [
        {
            "MyOffer": YES_NO, "SubCondition": TEXT, "SellerId": TEXT,
            "SellerFeedbackRating": {
                "SellerPositiveFeedbackRating": NUMBER, "FeedbackCount": WHOLE,
            },
            "ShippingTime": {
                "minimumHours": WHOLE, "maximumHours": WHOLE, "availabilityType": TEXT,
            },
            "ListingPrice": MONEY, "Shipping": MONEY, "ShipsFrom": {"Country": TEXT},
            "IsFulfilledByAmazon": YES_NO,
            "PrimeInformation": {"IsPrime": YES_NO, "IsNationalPrime": YES_NO},
            "IsBuyBoxWinner": YES_NO, "IsFeaturedMerchant": YES_NO,
        }
    ],
}  # fmt: skip
OFFERS = {"payload": OFFERS_PAYLOAD}
STATUS = {"statusCode": WHOLE, "reasonPhrase": TEXT}
OFFERS_BATCH = {
    "responses": [
        {
            "headers": {"Date": TEXT, "x-amzn-RequestId": TEXT},
            "status": STATUS,
            "body": {"payload?": OFFERS_PAYLOAD, "errors?": ERRORS["errors"]},
            "request": {
                "MarketplaceId": TEXT, "ItemCondition": TEXT, "CustomerType?": TEXT,
                "Asin?": TEXT, "SellerSKU?": TEXT,
            },
        }
    ]
}  # fmt: skip

# Product Pricing 2022-05-01
SMALL_MONEY = {"currencyCode": TEXT, "amount": NUMBER}
SMALL_OFFER = {
    "sellerId": TEXT, "condition": TEXT, "subCondition": TEXT, "fulfillmentType": {"AFN", "MFN"},
    "listingPrice": SMALL_MONEY,
    "shippingOptions": [{"shippingOptionType": TEXT, "price": SMALL_MONEY}],
}  # fmt: skip
SUMMARY_BATCH = {
    "responses": [
        {
            "status": STATUS,
            "body": {
                "asin": TEXT,
                "marketplaceId": TEXT,
                "featuredBuyingOptions?": [
                    {
                        "buyingOptionType": {"New"},
                        "segmentedFeaturedOffers": [
                            {
                                **SMALL_OFFER,
                                "featuredOfferSegments": [
                                    {
                                        "customerMembership": TEXT,
                                        "segmentDetails": {"glanceViewWeightPercentage": NUMBER},
                                    }
                                ],
                            }
                        ],
                    }
                ],
                "lowestPricedOffers?": [
                    {
                        "lowestPricedOffersInput": {"itemCondition": TEXT, "offerType": TEXT},
                        "offers": [SMALL_OFFER],
                    }
                ],
                "referencePrices?": [{"name": TEXT, "price": SMALL_MONEY}],
                "similarItems?": [ANY],
                "errors?": ERRORS["errors"],
            },
        }
    ]
}

# Customer Feedback 2024-06-01
DATES = {"startDate": TIME, "endDate": TIME}
TOPIC_METRICS = {
    "numberOfMentions": nullable(WHOLE), "occurrencePercentage": nullable(NUMBER),
    "starRatingImpact": nullable(NUMBER),
}  # fmt: skip
ALL = {"allProducts": NUMBER}
BOTH = {"topTwentyFivePercentProducts": NUMBER, "allProducts": NUMBER}
_PLACE = {"marketplaceId": TEXT, "countryCode": TEXT, "dateRange": DATES}
ITEM_HEAD = {"asin": TEXT, "itemName": TEXT, **_PLACE}
NODE_HEAD = {"browseNodeId": TEXT, "displayName": TEXT, **_PLACE}
ITEM_TOPIC = {
    "topic": TEXT,
    "asinMetrics": TOPIC_METRICS,
    "parentAsinMetrics?": TOPIC_METRICS,
    "browseNodeMetrics?": {"occurrencePercentage": ALL, "starRatingImpact": ALL},
    "reviewSnippets?": [TEXT],
    "subtopics?": [
        {
            "subtopic": TEXT,
            "metrics": {"numberOfMentions": WHOLE, "occurrencePercentage": NUMBER},
            "reviewSnippets?": [TEXT],
        }
    ],
}
ITEM_TOPICS = {
    **ITEM_HEAD, "topics": {"positiveTopics": [ITEM_TOPIC], "negativeTopics": [ITEM_TOPIC]},
}  # fmt: skip
NODE_TOPIC = {
    "topic": TEXT,
    "browseNodeMetrics": {"occurrencePercentage": BOTH, "starRatingImpact": BOTH},
    "reviewSnippets?": [TEXT],
    "subtopics?": [
        {
            "subtopic": TEXT,
            "metrics": {"occurrencePercentage": NUMBER},
            "reviewSnippets?": [TEXT],
        }
    ],
}
NODE_TOPICS = {
    **NODE_HEAD, "topics": {"positiveTopics": [NODE_TOPIC], "negativeTopics": [NODE_TOPIC]},
}  # fmt: skip
ITEM_TREND = {
    "topic": TEXT,
    "trendMetrics": [
        {
            "dateRange": DATES,
            "asinMetrics": {"occurrencePercentage": NUMBER},
            "parentAsinMetrics?": {"occurrencePercentage": NUMBER},
            "browseNodeMetrics?": {"occurrencePercentage": ALL},
        }
    ],
}
ITEM_TRENDS = {
    **ITEM_HEAD, "reviewTrends": {"positiveTopics": [ITEM_TREND], "negativeTopics": [ITEM_TREND]},
}  # fmt: skip
NODE_TREND = {
    "topic": TEXT,
    "trendMetrics": [{"dateRange": DATES, "browseNodeMetrics": {"occurrencePercentage": BOTH}}],
}
NODE_TRENDS = {
    **NODE_HEAD, "reviewTrends": {"positiveTopics": [NODE_TREND], "negativeTopics": [NODE_TREND]},
}  # fmt: skip
BROWSE_NODE = {"browseNodeId": TEXT, "displayName": TEXT}

# Sellers v1, Reports 2021-06-30, Tokens 2021-03-01
PARTICIPATIONS = {
    "payload": [
        {
            "marketplace": {
                "id": TEXT, "name": TEXT, "countryCode": TEXT, "defaultCurrencyCode": TEXT,
                "defaultLanguageCode": TEXT, "domainName": TEXT,
            },
            "participation": {"isParticipating": YES_NO, "hasSuspendedListings": YES_NO},
            "storeName": TEXT,
        }
    ]
}  # fmt: skip
CREATED_REPORT = {"reportId": TEXT}
REPORT = {
    "reportId": TEXT, "reportType": TEXT, "marketplaceIds?": [TEXT], "dataStartTime?": TIME,
    "dataEndTime?": TIME, "reportScheduleId?": TEXT, "createdTime": TIME,
    "processingStatus": {"IN_QUEUE", "IN_PROGRESS", "DONE", "CANCELLED", "FATAL"},
    "processingStartTime?": TIME, "processingEndTime?": TIME, "reportDocumentId?": TEXT,
}  # fmt: skip
REPORTS = {"reports": [REPORT], "nextToken?": TEXT}
DOCUMENT = {"reportDocumentId": TEXT, "url": TEXT, "compressionAlgorithm?": {"GZIP"}}
RESTRICTED_TOKEN = {"restrictedDataToken": TEXT, "expiresIn": WHOLE}
