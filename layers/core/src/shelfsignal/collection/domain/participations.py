"""Who a seller is and where it sells, as far as Amazon says it of a token.

getMarketplaceParticipations of Sellers v1 names marketplaces and the shop, and no seller id. The
only operation that names the seller behind a token whatever it sells is an estimate of fees
(Product Fees v0): its answer repeats the question with the SellerId beside it.
"""

import json
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.kernel.ids import Marketplace, SellerId
from shelfsignal.kernel.text import printable


class _Place(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)
    id: str


class _Participation(BaseModel):
    is_participating: bool = Field(alias="isParticipating")


class _Row(BaseModel):
    marketplace: _Place
    participation: _Participation
    store_name: str | None = Field(None, alias="storeName", max_length=500)


class _Answer(BaseModel):
    payload: list[_Row]


@dataclass(frozen=True)
class Participations:
    """The served marketplaces a seller takes part in, and what its shop is called."""

    marketplaces: tuple[Marketplace, ...]
    store_name: str | None


class _Identifier(BaseModel):
    seller_id: str = Field(alias="SellerId", pattern=r"^[A-Za-z0-9]{1,64}$")


class _Result(BaseModel):
    identifier: _Identifier = Field(alias="FeesEstimateIdentifier")


class _Payload(BaseModel):
    result: _Result = Field(alias="FeesEstimateResult")


class _Estimate(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)
    payload: _Payload


def parse_seller(body: bytes) -> SellerId:
    """Whose token it was, by an estimate of fees, were it one or not. Raises: MalformedAnswer."""
    try:
        found = _Estimate.model_validate(json.loads(body)).payload.result.identifier
    except (ValueError, ValidationError, RecursionError) as error:
        raise MalformedAnswer("getMyFeesEstimateForASIN", "not of the published shape") from error
    return SellerId(found.seller_id)


def parse_participations(body: bytes) -> Participations:
    """Marketplaces that are not served are left out. Raises: MalformedAnswer."""
    try:
        rows = _Answer.model_validate(json.loads(body)).payload
    except (ValueError, ValidationError, RecursionError) as error:
        raise MalformedAnswer(
            "getMarketplaceParticipations", "not of the published shape"
        ) from error
    by_id = {each.marketplace_id: each for each in Marketplace}
    found = [row for row in rows if row.participation.is_participating]
    places = [by_id[row.marketplace.id] for row in found if row.marketplace.id in by_id]
    names = [printable(row.store_name).strip() for row in found if row.store_name]
    return Participations(tuple(sorted(set(places))), next(filter(None, names), None))
