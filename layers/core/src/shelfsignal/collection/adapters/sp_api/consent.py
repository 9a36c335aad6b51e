"""What connecting a seller asks of Amazon: the code's exchange, and where the seller sells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from shelfsignal.collection.adapters.sp_api.client import Call, SpApiClient, TokenSource
from shelfsignal.collection.adapters.sp_api.lwa import LoginWithAmazon
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.participations import Participations, parse_participations
from shelfsignal.collection.domain.tokens import AccessToken, Exchanged, Grant
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import Broken
from shelfsignal.kernel.ids import Marketplace, SellerId

_PATH: Final = "/sellers/v1/marketplaceParticipations"
# A person waits in front of a browser.
_MAX_WAIT_S: Final = 8.0
MakeClient = Callable[[TokenSource], SpApiClient]


@dataclass(frozen=True)
class GivenToken:
    """A token source of one token: the one a code was just exchanged for."""

    client_id: str
    text: str = field(repr=False)

    def get(self, connection: SellerConnection) -> str:  # noqa: ARG002 - TokenSource's form
        return self.text

    def drop(self, connection: SellerConnection, stale: str) -> None:
        """There is no other."""


class ConsentAtAmazon:
    """Amazon, as services.connect_seller asks it."""

    def __init__(self, lwa: LoginWithAmazon, make_client: MakeClient, clock: Clock) -> None:
        self._lwa = lwa
        self._make_client = make_client
        self._clock = clock

    @property
    def application_id(self) -> str:
        """Raises: Broken when the application's secret does not say."""
        found = self._lwa.application_id
        if not found:
            raise Broken("The application's secret lacks a field.", field="application_id")
        return found

    @property
    def secret_expires_at(self) -> datetime | None:
        """See Amazon.secret_expires_at."""
        return self._lwa.secret_expires_at

    def exchange_code(self, seller_id: SellerId, code: str, redirect_uri: str) -> Exchanged:
        """See Amazon.exchange_code."""
        return self._lwa.exchange_code(seller_id, code, redirect_uri)

    def participations(self, grant: Grant, access: AccessToken) -> Participations:
        """See Amazon.participations."""
        client = self._make_client(GivenToken(self._lwa.client_id, access.text))
        place = next(each for each in Marketplace if each.region is grant.region)
        connection = SellerConnection(
            grant.org_id, grant.seller_id, grant.seller_id, (place,), self._clock()
        )
        call = Call(Operation.PARTICIPATIONS, connection, place, _PATH, {}, lambda: _MAX_WAIT_S)
        return client.ask(call, parse_participations, CallTally())
