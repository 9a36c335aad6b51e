"""Amazon, as connecting a seller asks it: codes that are good once, and where sellers sell."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shelfsignal.collection.domain.errors import ReauthoriseSeller
from shelfsignal.collection.domain.participations import Participations
from shelfsignal.collection.domain.tokens import AccessToken, Exchanged, Grant
from shelfsignal.kernel.ids import Marketplace, SellerId

ALL = tuple(Marketplace)


@dataclass
class FakeAmazon:
    """Amazon of services.connect_seller; codes: seller by code still to be used; a code says
    nothing of whose it is."""

    now: datetime
    codes: dict[str, SellerId] = field(default_factory=dict)
    places: tuple[Marketplace, ...] = ALL
    fails_with: Exception | None = None
    application_id: str = "amzn1.sellerapps.app.test"
    secret_expires_at: datetime | None = None

    sellers: dict[str, SellerId] = field(default_factory=dict)

    def exchange_code(self, seller_id: SellerId, code: str, redirect_uri: str) -> Exchanged:
        whose = self.codes.pop(code, None)
        if whose is None:
            raise ReauthoriseSeller(seller_id, "Login with Amazon answered invalid_grant")
        self.sellers[f"Atza|{code}"] = whose
        access = AccessToken(f"Atza|{code}", self.now + timedelta(hours=1))
        return Exchanged(access, f"Atzr|{code}")

    def seller_of(self, grant: Grant, place: Marketplace, access: AccessToken) -> SellerId:
        assert place.region is grant.region
        return self.sellers[access.text]

    def participations(self, grant: Grant, access: AccessToken) -> Participations:
        if self.fails_with:
            raise self.fails_with
        return Participations(self.places, "Northwind")
