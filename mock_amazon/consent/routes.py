"""GET and POST /apps/authorize/consent, and the signing in before it."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mock_amazon.consent.errors import ConsentError, unknown_application
from mock_amazon.consent.models import (
    Account,
    account_named,
    accounts,
    allow,
    read_ask,
    read_ticket,
    ticket,
)
from mock_amazon.consent.responses import (
    consent_link,
    consent_page,
    error_page,
    redirect,
    sent_back,
    sign_in_page,
    stylesheet,
)
from mock_amazon.gate import world_of
from mock_amazon.regions import region_of

_COOKIE = "mock_seller_central"
Endpoint = Callable[[Request], Awaitable[Response]]


async def show(request: Request) -> Response:
    """The consent page, or the way to sign in first."""
    world, region = world_of(request), region_of(request)
    ask = read_ask(world, request.query_params, region)
    account = _signed_in(request)
    application = world.applications.by_id(ask.application_id)
    if account and application:
        return consent_page(ask, ticket(world, ask, account), account, application)
    found = list(accounts(world, region))
    return sign_in_page(ask, ticket(world, ask, None), found, missed=False)


async def sign_in(request: Request) -> Response:
    """Remembers the chosen account in a cookie, and goes on to the consent page."""
    world, form = world_of(request), await _form(request)
    ask = read_ticket(world, form.get("ticket", ""), None)
    account = account_named(world, form.get("account", ""), ask.host_region)
    if account is None:
        found = list(accounts(world, ask.host_region))
        return sign_in_page(ask, form["ticket"], found, missed=True)
    response = redirect(consent_link(ask))
    session = world.seals["session"].close({"account": account.name})
    response.set_cookie(_COOKIE, session, httponly=True, samesite="lax", path="/")
    return response


async def decide(request: Request) -> Response:
    """Allowed, denied, or not this account: back to the application, or to signing in."""
    world, form, account = world_of(request), await _form(request), _signed_in(request)
    ask = read_ticket(world, form.get("ticket", ""), account)
    application = world.applications.by_id(ask.application_id)
    if application is None:
        raise unknown_application()
    if account is None or form.get("decision") == "switch":
        response = redirect(consent_link(ask))
        response.delete_cookie(_COOKIE, path="/")
        return response
    if form.get("decision") != "allow":
        said = "The seller did not authorize the application."
        return sent_back(ask, error="access_denied", error_description=said)
    code = allow(world, application, account, ask.redirect_uri)
    seller_id = account.seller.seller_id
    return sent_back(ask, selling_partner_id=seller_id, spapi_oauth_code=code)


async def style(_: Request) -> Response:
    """The stylesheet of the pages."""
    return stylesheet()


def _signed_in(request: Request) -> Account | None:
    """The account of the cookie, where it belongs to the region asked for."""
    world = world_of(request)
    claims = world.seals["session"].open(request.cookies.get(_COOKIE, ""))
    return account_named(world, claims["account"], region_of(request)) if claims else None


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def _explained(endpoint: Endpoint) -> Endpoint:
    async def explained(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ConsentError as error:
            return error_page(error)

    return explained


ROUTES = [
    Route("/apps/authorize/consent", _explained(show), methods=["GET"]),
    Route("/apps/authorize/consent", _explained(decide), methods=["POST"]),
    Route("/ap/signin", _explained(sign_in), methods=["POST"]),
    Route("/apps/authorize/style.css", style, methods=["GET"]),
]
