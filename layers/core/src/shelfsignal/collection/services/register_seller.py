"""Connecting a seller whose refresh token is known.

By an operator, or at the end of Amazon's consent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.ports import ConnectionStore
from shelfsignal.collection.domain.tokens import TokenVault
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId, is_org_id, is_seller_id


class PseudonymKeyMaker(Protocol):
    """Where an organisation's pseudonym key is kept."""

    def ensure_pseudonym_key(self, org_id: OrgId) -> None:
        """Makes the organisation's key, once and for all."""


@dataclass(frozen=True)
class SellerOffice:
    """What connecting sellers needs."""

    connections: ConnectionStore
    vault: TokenVault
    pseudonyms: PseudonymKeyMaker
    clock: Clock


@dataclass(frozen=True)
class RegisterSeller:
    """marketplaces are of one region; the refresh token is kept out of this, its repr and logs.

    Raises: InvalidInput naming the field.
    """

    org_id: OrgId
    seller_id: SellerId
    name: str
    marketplaces: tuple[Marketplace, ...]

    def __post_init__(self) -> None:
        if not is_org_id(self.org_id):
            raise InvalidInput(
                "org_id takes 1-63 lower-case letters, digits and hyphens.", field="org_id"
            )
        if not is_seller_id(self.seller_id):
            raise InvalidInput("seller_id is not a selling partner's id.", field="seller_id")


def register_seller(
    office: SellerOffice, command: RegisterSeller, refresh_token: str
) -> SellerConnection:
    """The connection, active; connecting again renews the consent.

    Raises: SellerTaken; InvalidInput when there is no token, or marketplaces of two regions.
    """
    if not refresh_token:
        raise InvalidInput("There is no refresh token.", field="refresh_token")
    connection = SellerConnection(
        org_id=command.org_id,
        seller_id=command.seller_id,
        name=command.name,
        marketplaces=command.marketplaces,
        connected_at=office.clock(),
    )
    office.connections.claim(command.org_id, command.seller_id)
    office.pseudonyms.ensure_pseudonym_key(command.org_id)
    office.vault.put_refresh(connection.grant, refresh_token, connection.connected_at)
    office.connections.put(connection)
    return connection


def by_region(marketplaces: Iterable[Marketplace]) -> list[tuple[Marketplace, ...]]:
    """Marketplaces that share a consent, together.

    >>> by_region([Marketplace.US, Marketplace.UK, Marketplace.DE])
    [(<Marketplace.US: 'US'>,), (<Marketplace.UK: 'UK'>, <Marketplace.DE: 'DE'>)]
    """
    found: dict[str, list[Marketplace]] = {}
    for each in marketplaces:
        found.setdefault(each.region, []).append(each)
    return [tuple(group) for group in found.values()]
