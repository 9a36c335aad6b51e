"""Sellers: connect through Amazon's consent, look after the connection, disconnect."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from functions.api.models.sellers import (
    CallbackQuery,
    ConnectCookie,
    ConsentQuery,
    ConsentRequest,
    NewConnection,
    SellerConnection,
    SellerPage,
    SellerPath,
    SellerTokens,
    TokenMetadata,
    days_until,
)
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.domain import connections as domain
from shelfsignal.collection.domain.consents import (
    AskerGone,
    ConsentDenied,
    NoMarketplace,
    StateRefused,
    WrongSeller,
)
from shelfsignal.collection.domain.errors import (
    ReauthoriseSeller,
    SellerNotFound,
    SellerTaken,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.domain.tokens import CONSENT_LIFE
from shelfsignal.collection.services import connect_seller as services
from shelfsignal.kernel.errors import InvalidInput, ShelfSignalError
from shelfsignal.kernel.ids import SellerId
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.dispatch import log
from shelfsignal.runtime.web.replies import Cookie, Redirect, Reply
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("sellers")
_COOKIE: Final = "ss_connect"
# Sent to the callback alone; Lax, because it is Amazon's page that leads back here.
_PATH: Final = "/api/v1/auth/amazon"
_CONNECTING: Final = (
    *(StateRefused, AskerGone, WrongSeller, SellerTaken, NoMarketplace),
    *(ReauthoriseSeller, SourceRefused),
)


@routes.get("/v1/sellers", scope=Scope.SELLERS_READ)
def list_sellers(principal: Principal, deps: ApiDeps) -> SellerPage:
    """List the connected sellers, with what each needs."""
    desk = deps.sellers
    now = desk.office.clock()
    found = desk.office.connections.of_org(principal.org_id)
    rotate_by = desk.amazon.secret_expires_at
    return SellerPage(
        items=tuple(_shown(each, desk) for each in found),
        client_secret_expires_at=rotate_by,
        client_secret_expires_in_days=days_until(rotate_by, now) if rotate_by else None,
    )


@routes.delete("/v1/sellers/{seller_id}", scope=Scope.SELLERS_WRITE, errors=(SellerNotFound,))
def disconnect_seller(principal: Principal, path: SellerPath, deps: ApiDeps) -> None:
    """Disconnect a seller in every region: its tokens are forgotten, what was collected stays."""
    seller_id = SellerId(path.seller_id)
    if not services.disconnect(deps.sellers.office, principal.org_id, seller_id):
        raise SellerNotFound(seller_id)


@routes.get("/v1/seller/{seller_id}/tokens", scope=Scope.SELLERS_READ, errors=(SellerNotFound,))
def show_seller_tokens(principal: Principal, path: SellerPath, deps: ApiDeps) -> SellerTokens:
    """Show when a seller's tokens were given, refreshed and refused; never a token."""
    office = deps.sellers.office
    found = [
        metadata
        for each in office.connections.of_org(principal.org_id)
        if each.seller_id == path.seller_id and (metadata := office.vault.metadata(each.grant))
    ]
    if not found:
        raise SellerNotFound(SellerId(path.seller_id))
    items = tuple(
        TokenMetadata.model_validate(
            {**vars(each), "region": each.grant.region, "reauthorise_by": each.reauthorise_by}
        )
        for each in found
    )
    return SellerTokens(seller_id=path.seller_id, items=items)


@routes.get("/v1/auth/amazon/start", scope=Scope.SELLERS_WRITE)
def ask_consent(principal: Principal, query: ConsentQuery, deps: ApiDeps) -> Reply[ConsentRequest]:
    """Begin connecting a seller: where to send the person who is to consent."""
    asked = services.ask_consent(deps.sellers, _asker(principal), query.region)
    body = ConsentRequest(authorize_url=asked.address, expires_at=asked.expires_at)
    age = int((asked.expires_at - deps.sellers.office.clock()).total_seconds())
    cookie = Cookie(_COOKIE, asked.cookie, _PATH, age, same_site="Lax")
    return Reply(body, cookies=(cookie,))


@routes.get("/v1/auth/amazon/callback", scope=None, status=HTTPStatus.FOUND)
def return_from_consent(query: CallbackQuery, cookies: ConnectCookie, deps: ApiDeps) -> Redirect:
    """Where Amazon sends the browser back to; it goes on to the dashboard, whatever came of it."""
    try:
        connection = services.connect_from_browser(deps.sellers, _returned(query), cookies.connect)
        outcome = {"connected": connection.seller_id, "region": connection.region.value}
    except ShelfSignalError as error:
        log().warning("seller_not_connected", extra={"code": error.code})
        outcome = {"error": error.code}
    gone = Cookie(_COOKIE, "", _PATH, 0, same_site="Lax")
    return Redirect(f"{deps.dashboard_url}/connections?{urlencode(outcome)}", cookies=(gone,))


@routes.post(
    "/v1/auth/amazon/callback",
    scope=Scope.SELLERS_WRITE,
    status=HTTPStatus.CREATED,
    errors=(*_CONNECTING, SourceUnavailable),
)
def finish_consent(principal: Principal, body: NewConnection, deps: ApiDeps) -> SellerConnection:
    """Finish connecting a seller with what Amazon's redirect carried."""
    returned = services.Returned(body.state, body.code, body.selling_partner_id)
    connection = services.connect_for(deps.sellers, returned, _asker(principal))
    return _shown(connection, deps.sellers)


def _asker(principal: Principal) -> services.Asker:
    return services.Asker(principal.org_id, principal.subject)


def _returned(query: CallbackQuery) -> services.Returned:
    """Raises: ConsentDenied, InvalidInput."""
    if query.error:
        raise ConsentDenied(query.error)
    if not query.state:
        raise StateRefused
    if not query.spapi_oauth_code or not query.selling_partner_id:
        raise InvalidInput("Amazon's redirect lacks a parameter.", field="spapi_oauth_code")
    return services.Returned(query.state, query.spapi_oauth_code, query.selling_partner_id)


def _shown(connection: domain.SellerConnection, desk: services.ConsentDesk) -> SellerConnection:
    reauthorise_by = connection.connected_at + CONSENT_LIFE
    return SellerConnection.model_validate(
        {
            **vars(connection),
            "region": connection.region,
            "status_reason": connection.explanation,
            "reauthorise_by": reauthorise_by,
            "reauthorise_in_days": days_until(reauthorise_by, desk.office.clock()),
        }
    )
