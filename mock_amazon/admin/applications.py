"""Admin routes about applications, what sellers have allowed them, and their reports."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_amazon.admin.errors import body_of, route
from mock_amazon.admin.models import (
    ApplicationBody,
    ConsentBody,
    ReportsBody,
    RolesBody,
    SignaturesBody,
    TokensBody,
)
from mock_amazon.answers import Refusal, invalid_input, json_answer
from mock_amazon.clock import iso
from mock_amazon.consent.errors import ConsentError
from mock_amazon.consent.models import account_named, allow, read_ask
from mock_amazon.consent.responses import sent_back
from mock_amazon.gate import world_of
from mock_amazon.lwa.applications import Application
from mock_amazon.reports.models import ReportState
from mock_amazon.world import World


async def application(request: Request) -> Response:
    """Shows the first application's credentials, or changes or registers one."""
    world = world_of(request)
    if request.method == "GET":
        return json_answer(_application_json(world.applications.first))
    body = await body_of(request, ApplicationBody)
    changed = _changed_application(world, body)
    return json_answer(_application_json(changed))


async def applications(request: Request) -> Response:
    """Every registered application with its credentials."""
    found = world_of(request).applications.all()
    return json_answer([_application_json(one) for one in found])


async def tokens(request: Request) -> Response:
    """Expires access tokens, or withdraws and restores authorisations."""
    body, world = await body_of(request, TokensBody), world_of(request)
    if body.action == "expire_access":
        return json_answer({"expired": world.tokens.expire_all(body.seller_id)})
    if body.action == "restore":
        world.authorisations.restore(body.seller_id)
    elif body.seller_id is None:
        raise invalid_input("revoke needs a seller_id")
    else:
        world.authorisations.withdraw(body.seller_id, body.client_id)
    return json_answer({"action": body.action, "seller_id": body.seller_id})


async def roles(request: Request) -> Response:
    """Takes roles from a seller."""
    body, world = await body_of(request, RolesBody), world_of(request)
    if body.seller_id not in world.seller_by_id:
        raise Refusal(404, "NOT_FOUND", f"No seller '{body.seller_id[:20]}'.")
    world.roles_lacking[body.seller_id] = frozenset(body.lacking)
    return json_answer({"seller_id": body.seller_id, "lacking": sorted(body.lacking)})


async def reports(request: Request) -> Response:
    """Plans how the next reports end and how long they take."""
    body, desk = await body_of(request, ReportsBody), world_of(request).reports
    desk.outcomes.extend(map(ReportState, body.outcomes))
    if body.seconds is not None:
        desk.seconds = body.seconds
    return json_answer({"outcomes": list(desk.outcomes), "seconds": desk.seconds})


async def signatures(request: Request) -> Response:
    """Shows the key that signs requests, or begins or stops to verify signatures."""
    world = world_of(request)
    if request.method == "POST":
        world.verifies_signatures = (await body_of(request, SignaturesBody)).verify
    key_id, secret = world.aws_key
    key = {"aws_access_key_id": key_id, "aws_secret_access_key": secret}
    return json_answer({"verify": world.verifies_signatures, **key})


async def consent(request: Request) -> Response:
    """Consents as a seller would on the page; answers where the page would have led."""
    body, world = await body_of(request, ConsentBody), world_of(request)
    application = _application(world, body.application_id)
    named = {"application_id": application.application_id, "state": body.state, "version": "beta"}
    if body.redirect_uri:
        named["redirect_uri"] = body.redirect_uri
    try:
        ask = read_ask(world, named, body.region)
    except ConsentError as error:
        raise Refusal(400, error.code, error.message) from error
    account = account_named(world, f"{body.seller_id}.{body.region}", body.region)
    if account is None:
        raise Refusal(404, "NOT_FOUND", "That seller has no account in that region.")
    code = allow(world, application, account, ask.redirect_uri)
    there = sent_back(ask, selling_partner_id=body.seller_id, spapi_oauth_code=code)
    answer = {"location": there.headers["Location"], "spapi_oauth_code": code}
    return json_answer({**answer, "selling_partner_id": body.seller_id, "state": body.state})


def _changed_application(world: World, body: ApplicationBody) -> Application:
    registered = body.name is not None and body.application_id is None
    if registered and (name := body.name):
        changed = world.applications.register(name)
    else:
        changed = _application(world, body.application_id)
        changed.name = body.name or changed.name
    if body.status is not None:
        changed.status = body.status
    if body.redirect_uris is not None:
        changed.redirect_uris = body.redirect_uris
    if body.roles is not None:
        changed.roles = frozenset(body.roles)
    if body.grants is not None:
        changed.grants = frozenset(body.grants)
    if body.rotate_secret:
        world.applications.rotate_secret(changed)
    return changed


def _application(world: World, application_id: str | None) -> Application:
    if application_id is None:
        return world.applications.first
    found = world.applications.by_id(application_id)
    if found is None:
        raise Refusal(404, "NOT_FOUND", f"No application '{application_id[:80]}'.")
    return found


def _application_json(one: Application) -> dict[str, Any]:
    secret = one.secrets[-1]
    return {
        "client_id": one.client_id,
        "client_secret": secret.text,
        "application_id": one.application_id,
        "redirect_uris": one.redirect_uris,
        "name": one.name,
        "status": one.status,
        "roles": sorted(one.roles),
        "grants": sorted(one.grants),
        "client_secret_issued_at": iso(secret.issued_at),
        "client_secret_expires_at": iso(secret.expires_at),
    }


ROUTES = [
    route("/admin/application", application, "GET", "POST"),
    route("/admin/applications", applications),
    route("/admin/tokens", tokens, "POST"),
    route("/admin/roles", roles, "POST"),
    route("/admin/reports", reports, "POST"),
    route("/admin/signatures", signatures, "GET", "POST"),
    route("/admin/consent", consent, "POST"),
]
