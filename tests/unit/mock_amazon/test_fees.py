"""Estimates of fees: named after the seller who asks, whatever is asked about."""

import pytest

PATH = "/products/fees/v0/items/{}/feesEstimate"
US = "ATVPDKIKX0DER"


def ask(mock, asin, **changes):
    request = {
        "MarketplaceId": US,
        "IsAmazonFulfilled": True,
        "PriceToEstimateFees": {"ListingPrice": {"CurrencyCode": "USD", "Amount": 20}},
        "Identifier": "q1",
        **changes,
    }
    body = {"FeesEstimateRequest": {k: v for k, v in request.items() if v is not None}}
    return mock.client.post(PATH.format(asin), json=body, headers=mock.headers)


def test_a_product_that_is_sold_has_fees(mock):
    asin = mock.get("/v1/products", limit=1, marketplace="US").json()["products"][0]["product_id"]

    result = ask(mock, asin).json()["payload"]["FeesEstimateResult"]

    assert result["Status"] == "Success"
    assert result["FeesEstimateIdentifier"]["SellerId"] == mock.sellers[0]["seller_id"]
    assert result["FeesEstimateIdentifier"]["IdValue"] == asin
    assert result["FeesEstimate"]["TotalFeesEstimate"] == {"CurrencyCode": "USD", "Amount": 3.0}


def test_a_product_that_is_not_sold_is_a_clients_error_that_names_the_seller(mock):
    answer = ask(mock, "B000NOBODY")

    result = answer.json()["payload"]["FeesEstimateResult"]
    assert (answer.status_code, result["Status"]) == (200, "ClientError")
    assert result["FeesEstimateIdentifier"]["SellerId"] == mock.sellers[0]["seller_id"]
    assert "FeesEstimate" not in result


@pytest.mark.parametrize(
    ("asin", "changes", "status"),
    [
        ("short", {}, 400),
        ("B000NOBODY", {"MarketplaceId": "ATLANTIS"}, 400),
        ("B000NOBODY", {"Identifier": None}, 400),
        ("B000NOBODY", {"PriceToEstimateFees": 20}, 400),
        ("B000NOBODY", {"PriceToEstimateFees": {"ListingPrice": {"Amount": "20"}}}, 400),
    ],
)
def test_what_is_not_a_question_is_refused(mock, asin, changes, status):
    assert ask(mock, asin, **changes).status_code == status
