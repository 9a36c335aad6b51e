"""A consent in the making: what is asked, and which seller account answers."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mock_amazon.consent.errors import (
    draft_application,
    redirect_mismatch,
    stale_ticket,
    unknown_application,
)
from mock_amazon.dataset.sellers import Seller
from mock_amazon.lwa.applications import Application, AppStatus
from mock_amazon.lwa.authorisations import Authorisation
from mock_amazon.world import World

_TICKET_LIFE_S = 3600


@dataclass(frozen=True, slots=True)
class Ask:
    """A valid consent link; `host_region` None: the seller chooses the region by the account."""

    application_id: str
    redirect_uri: str
    state: str
    version: str
    host_region: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """One seller in one region: what one signs in to."""

    seller: Seller
    region: str

    @property
    def name(self) -> str:
        """How a form names it."""
        return f"{self.seller.seller_id}.{self.region}"


def read_ask(world: World, query: Mapping[str, str], host_region: str | None) -> Ask:
    """The link's question. Raises: ConsentError (MD1000, MD5101)."""
    application = world.applications.by_id(query.get("application_id", ""))
    if application is None:
        raise unknown_application()
    version = query.get("version", "")
    if application.status is AppStatus.DRAFT and version != "beta":
        raise draft_application()
    registered = application.redirect_uris
    redirect_uri = query.get("redirect_uri") or (registered[0] if registered else "")
    if redirect_uri not in registered:
        raise redirect_mismatch()
    state = query.get("state", "")
    return Ask(application.application_id, redirect_uri, state, version, host_region)


def accounts(world: World, region: str | None) -> Iterator[Account]:
    """Every account one can sign in to (in one region when it is named)."""
    for seller in world.catalogue.sellers:
        for one in seller.regions:
            if region in (None, one):
                yield Account(seller, one)


def account_named(world: World, name: str, region: str | None) -> Account | None:
    """The account of a form's choice."""
    return next((one for one in accounts(world, region) if one.name == name), None)


def ticket(world: World, ask: Ask, account: Account | None) -> str:
    """The question as a form carries it; bound to the account it was shown to."""
    bound = {"account": account.name if account else "", "exp": world.clock.now() + _TICKET_LIFE_S}
    return world.seals["ticket"].close({"ask": asdict(ask), **bound})


def read_ticket(world: World, text: str, account: Account | None) -> Ask:
    """The question behind a form. Raises: ConsentError when it is not this account's, or stale."""
    claims: dict[str, Any] | None = world.seals["ticket"].open(text)
    if claims is None or claims["exp"] <= world.clock.now():
        raise stale_ticket()
    if claims["account"] != (account.name if account else ""):
        raise stale_ticket()
    return Ask(**claims["ask"])


def allow(world: World, application: Application, account: Account, redirect_uri: str) -> str:
    """Records the seller's consent; the authorisation code that proves it."""
    lacking = world.roles_lacking.get(account.seller.seller_id, frozenset())
    given = Authorisation(
        account.seller.seller_id,
        application.client_id,
        account.region,
        application.roles - lacking,
        world.clock.now(),
    )
    return world.authorisations.issue_code(given, redirect_uri)
