"""Where a seller sells, as getMarketplaceParticipations of Sellers v1 says."""

import json
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.kernel.ids import Marketplace


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
    names = [row.store_name for row in found if row.store_name]
    return Participations(tuple(sorted(set(places))), names[0] if names else None)
