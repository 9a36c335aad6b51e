"""Connecting a seller whose refresh token is known.

By an operator, or at the end of Amazon's consent.
"""

from dataclasses import dataclass
from typing import Protocol

from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.ports import ConnectionStore
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId, is_org_id, is_seller_id


class SellerSecrets(Protocol):
    """Where refresh tokens and an organisation's pseudonym key are kept."""

    def put_refresh_token(self, org_id: OrgId, seller_id: SellerId, refresh_token: str) -> None:
        """Creates or replaces it."""

    def ensure_pseudonym_key(self, org_id: OrgId) -> None:
        """Makes the organisation's key, once and for all."""


@dataclass(frozen=True)
class RegisterSeller:
    """refresh_token is kept out of the connection, its repr and every log.

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
    connections: ConnectionStore,
    secrets: SellerSecrets,
    clock: Clock,
    command: RegisterSeller,
    refresh_token: str,
) -> SellerConnection:
    """The connection, active; connecting again renews the consent.

    Raises: SellerTaken; InvalidInput when there is no token.
    """
    if not refresh_token:
        raise InvalidInput("There is no refresh token.", field="refresh_token")
    connection = SellerConnection(
        org_id=command.org_id,
        seller_id=command.seller_id,
        name=command.name,
        marketplaces=command.marketplaces,
        connected_at=clock(),
    )
    connections.claim(command.org_id, command.seller_id)
    secrets.ensure_pseudonym_key(command.org_id)
    secrets.put_refresh_token(command.org_id, command.seller_id, refresh_token)
    connections.put(connection)
    return connection
