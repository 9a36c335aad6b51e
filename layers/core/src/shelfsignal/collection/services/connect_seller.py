"""Connecting a seller through Amazon's consent: out with a state, back with a code."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.consents import (
    STATE_LIFE,
    AskerGone,
    Drawn,
    NoMarketplace,
    PendingConsent,
    PendingConsents,
    StateRefused,
    WrongSeller,
    consent_address,
    draw,
    hashed,
)
from shelfsignal.collection.domain.participations import Participations
from shelfsignal.collection.domain.tokens import AccessToken, Exchanged, Grant
from shelfsignal.collection.services.register_seller import (
    RegisterSeller,
    SellerOffice,
    register_seller,
)
from shelfsignal.kernel.errors import InvalidInput, ShelfSignalError
from shelfsignal.kernel.ids import Marketplace, OrgId, Region, SellerId, is_seller_id


class Amazon(Protocol):
    """What connecting asks of Amazon."""

    @property
    def application_id(self) -> str:
        """The registered application, as the consent page knows it. Raises: Broken."""

    @property
    def secret_expires_at(self) -> datetime | None:
        """When Amazon stops taking the application's secret; None when nobody noted its age."""

    def exchange_code(self, seller_id: SellerId, code: str, redirect_uri: str) -> Exchanged:
        """Raises: ReauthoriseSeller when the code is not good, SourceUnavailable, Broken."""

    def seller_of(self, grant: Grant, place: Marketplace, access: AccessToken) -> SellerId:
        """Whose token it is, in Amazon's own words. Raises: as participations."""

    def participations(self, grant: Grant, access: AccessToken) -> Participations:
        """Raises: SourceUnavailable, SourceRefused, MalformedAnswer, ReauthoriseSeller."""


@dataclass(frozen=True)
class ConsentDesk:
    """What connecting needs. hosts: the consent page's host by region.

    may_connect: whether somebody may still connect sellers, by what is stored at that moment.
    is_draft: the application is not published yet.
    """

    office: SellerOffice
    pending: PendingConsents
    amazon: Amazon
    hosts: Callable[[Region], str]
    redirect_uri: str
    may_connect: Callable[["Asker"], bool]
    is_draft: bool = False


@dataclass(frozen=True)
class Asker:
    """Who asks for a consent, or comes back with one."""

    org_id: OrgId
    user_id: str


@dataclass(frozen=True)
class Asked:
    """Where to send the person, with the cookie to give them."""

    address: str
    cookie: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Returned:
    """What Amazon's redirect says."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    selling_partner_id: str


def ask_consent(desk: ConsentDesk, asker: Asker, region: Region) -> Asked:
    """A fresh state for one try. Raises: StoreUnavailable, Broken."""
    drawn: Drawn = draw()
    expires_at = desk.office.clock() + STATE_LIFE
    pending = PendingConsent(asker.org_id, asker.user_id, region, hashed(drawn.cookie), expires_at)
    desk.pending.put(hashed(drawn.state), pending)
    address = consent_address(
        desk.hosts(region),
        desk.amazon.application_id,
        drawn.state,
        desk.redirect_uri,
        is_draft=desk.is_draft,
    )
    return Asked(address, drawn.cookie, expires_at)


def connect_from_browser(
    desk: ConsentDesk, returned: Returned, cookie: str | None
) -> SellerConnection:
    """Back by Amazon's redirect: the browser's cookie says that it is the one that left.

    Raises: StateRefused, AskerGone, SellerTaken, NoMarketplace, and what exchanging raises.
    """
    pending = _take(desk, returned.state)
    if cookie is None or not hmac.compare_digest(pending.browser, hashed(cookie)):
        raise StateRefused
    return _connect(desk, returned, pending)


def connect_for(desk: ConsentDesk, returned: Returned, asker: Asker) -> SellerConnection:
    """Back by the older form: the caller's own credentials say who it is. Raises: as above."""
    pending = _take(desk, returned.state)
    if (pending.org_id, pending.user_id) != (asker.org_id, asker.user_id):
        raise StateRefused
    return _connect(desk, returned, pending)


def disconnect(desk: SellerOffice, org_id: OrgId, seller_id: SellerId) -> int:
    """How many regions were connected: their tokens are forgotten, the seller is free again."""
    ours = [each for each in desk.connections.of_org(org_id) if each.seller_id == seller_id]
    for each in ours:
        desk.vault.forget(each.grant)
        desk.connections.remove(each.grant)
    if ours:
        desk.connections.release(org_id, seller_id)
    return len(ours)


def _take(desk: ConsentDesk, state: str) -> PendingConsent:
    pending = desk.pending.take(hashed(state))
    if pending is None or pending.expires_at <= desk.office.clock():
        raise StateRefused
    return pending


def _connect(desk: ConsentDesk, returned: Returned, pending: PendingConsent) -> SellerConnection:
    if not is_seller_id(returned.selling_partner_id):
        message = "selling_partner_id is not a selling partner's id."
        raise InvalidInput(message, field="selling_partner_id")
    if not desk.may_connect(Asker(pending.org_id, pending.user_id)):
        raise AskerGone
    seller_id = SellerId(returned.selling_partner_id)
    exchanged = desk.amazon.exchange_code(seller_id, returned.code, desk.redirect_uri)
    grant = Grant(pending.org_id, seller_id, pending.region)
    found = desk.amazon.participations(grant, exchanged.access)
    places = tuple(each for each in found.marketplaces if each.region is pending.region)
    if not places:
        raise NoMarketplace(pending.region)
    # The redirect passes through the browser of whoever asked, who could name anybody in it.
    if desk.amazon.seller_of(grant, places[0], exchanged.access) != seller_id:
        raise WrongSeller
    command = RegisterSeller(pending.org_id, seller_id, found.store_name or seller_id, places)
    connection = register_seller(desk.office, command, exchanged.refresh_token)
    _share(desk, grant, exchanged.access)
    return connection


def _share(desk: ConsentDesk, grant: Grant, access: AccessToken) -> None:
    """The first access token saves an exchange; without it the next caller makes one."""
    try:
        desk.office.vault.put_access(grant, access, desk.office.clock())
    except ShelfSignalError:
        return
