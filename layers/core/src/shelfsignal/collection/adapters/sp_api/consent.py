"""What connecting a seller asks of Amazon: the code's exchange, and where the seller sells."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from shelfsignal.collection.adapters.sp_api.client import Call, SpApiClient, TokenSource
from shelfsignal.collection.adapters.sp_api.lwa import LoginWithAmazon
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import SourceUnavailable
from shelfsignal.collection.domain.participations import (
    Participations,
    parse_participations,
    parse_seller,
)
from shelfsignal.collection.domain.tokens import AccessToken, Exchanged, Grant
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import Broken
from shelfsignal.kernel.ids import Marketplace, SellerId

_PATH: Final = "/sellers/v1/marketplaceParticipations"
_FEES: Final = "/products/fees/v0/items/{}/feesEstimate"
# Whether it is sold there does not matter: the refusal names the seller, too.
_PROBE: Final = "B08WJ81ZS1"
# It changes nothing, so that it may be asked again whatever came of it.
_FEES_TRIES: Final = 3
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

    def seller_of(self, grant: Grant, place: Marketplace, access: AccessToken) -> SellerId:
        """See Amazon.seller_of."""
        price = {"ListingPrice": {"CurrencyCode": place.currency, "Amount": 10.0}}
        asked = {
            "MarketplaceId": place.marketplace_id,
            "PriceToEstimateFees": price,
            "Identifier": _PROBE,
        }
        body = {"FeesEstimateRequest": asked}
        call = self._call(Operation.FEES_ESTIMATE, grant, place, _FEES.format(_PROBE), body)
        client = self._client(access)
        for _ in range(_FEES_TRIES - 1):
            with suppress(SourceUnavailable):
                return client.ask(call, parse_seller, CallTally())
        return client.ask(call, parse_seller, CallTally())

    def participations(self, grant: Grant, access: AccessToken) -> Participations:
        """See Amazon.participations."""
        place = next(each for each in Marketplace if each.region is grant.region)
        call = self._call(Operation.PARTICIPATIONS, grant, place, _PATH)
        return self._client(access).ask(call, parse_participations, CallTally())

    def _client(self, access: AccessToken) -> SpApiClient:
        return self._make_client(GivenToken(self._lwa.client_id, access.text))

    def _call(
        self,
        operation: Operation,
        grant: Grant,
        place: Marketplace,
        path: str,
        body: dict[str, Any] | None = None,
    ) -> Call:
        connection = SellerConnection(
            grant.org_id, grant.seller_id, grant.seller_id, (place,), self._clock()
        )
        return Call(operation, connection, place, path, {}, lambda: _MAX_WAIT_S, body)
