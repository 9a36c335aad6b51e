"""The body of getMyFeesEstimateForASIN. It names the seller behind the token, as Amazon's does."""

from typing import Any

Json = dict[str, Any]
_REFERRAL_SHARE = 0.15
_LEAST_FEE = 0.3


def estimate_json(seller_id: str, asin: str, asked: Json, *, is_known: bool, now: str) -> Json:
    """asked: the FeesEstimateRequest; an ASIN nobody sells there is a ClientError in a 200."""
    identifier = {
        "MarketplaceId": asked["MarketplaceId"],
        "IdType": "ASIN",
        "SellerId": seller_id,
        "SellerInputIdentifier": str(asked["Identifier"]),
        "IsAmazonFulfilled": bool(asked.get("IsAmazonFulfilled", False)),
        "IdValue": asin,
        "PriceToEstimateFees": asked["PriceToEstimateFees"],
    }
    result: Json = {"Status": "ClientError", "FeesEstimateIdentifier": identifier}
    if is_known:
        result["Status"] = "Success"
        result["FeesEstimate"] = _fees(asked["PriceToEstimateFees"]["ListingPrice"], now)
    else:
        said = "There is an client-side error. Please verify your inputs."
        result["Error"] = {"Type": "Sender", "Code": "DataNotAvailable", "Message": said}
        result["Error"]["Detail"] = []
    return {"payload": {"FeesEstimateResult": result}}


def _fees(price: Json, now: str) -> Json:
    amount = round(max(_LEAST_FEE, float(price["Amount"]) * _REFERRAL_SHARE), 2)
    fee = {"CurrencyCode": price["CurrencyCode"], "Amount": amount}
    detail = {"FeeType": "ReferralFee", "FeeAmount": fee, "FinalFee": fee}
    return {
        "TimeOfFeesEstimation": now,
        "TotalFeesEstimate": fee,
        "FeeDetailList": [detail],
    }
