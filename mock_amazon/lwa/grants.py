"""What each grant of LWA asks for and gives."""

from collections.abc import Mapping

from mock_amazon.lwa.applications import Application, Grant
from mock_amazon.lwa.authorisations import Authorisation
from mock_amazon.lwa.errors import LwaError, invalid_grant, missing
from mock_amazon.lwa.models import LIFETIME_S
from mock_amazon.world import World

Form = Mapping[str, str]
_SCOPES = frozenset({"sellingpartnerapi::notifications", "sellingpartnerapi::migration"})


def granted(world: World, form: Form) -> dict[str, object]:
    """The body of a token answer. Raises: LwaError."""
    if not form.get("grant_type"):
        raise missing("grant_type")
    application = _authenticated(world, form)
    if form["grant_type"] not in set(Grant):
        raise LwaError("unsupported_grant_type")
    grant = Grant(form["grant_type"])
    if grant not in application.grants:
        raise LwaError("unauthorized_client")
    if grant is Grant.GRANTLESS:
        return _grantless(world, application, form)
    if grant is Grant.CODE:
        given, refresh_token = _by_code(world, application, form)
    else:
        given, refresh_token = _by_refresh_token(world, application, form)
    return {**_token(world.tokens.mint(given)), "refresh_token": refresh_token}


def _grantless(world: World, application: Application, form: Form) -> dict[str, object]:
    scopes = form.get("scope", "").split()
    if not scopes:
        raise missing("scope")
    if not _SCOPES.issuperset(scopes):
        raise LwaError("invalid_scope")
    return _token(world.tokens.mint_grantless(application.client_id, " ".join(scopes)))


def _by_code(world: World, application: Application, form: Form) -> tuple[Authorisation, str]:
    if not form.get("code"):
        raise missing("code")
    given = world.authorisations.redeem(
        form["code"], application.client_id, form.get("redirect_uri")
    )
    if given is None or not world.authorisations.stands(given):
        raise invalid_grant("code")
    return given, world.authorisations.refresh_token(given)


def _by_refresh_token(
    world: World, application: Application, form: Form
) -> tuple[Authorisation, str]:
    if not form.get("refresh_token"):
        raise missing("refresh_token")
    given = world.authorisations.of(form["refresh_token"], application.client_id)
    if given is None or not world.authorisations.stands(given):
        raise invalid_grant("refresh_token")
    return given, form["refresh_token"]


def _authenticated(world: World, form: Form) -> Application:
    application = world.applications.by_client(form.get("client_id", ""))
    secret = form.get("client_secret", "")
    if application is None or not application.knows(secret, world.clock.now()):
        raise LwaError("invalid_client")
    return application


def _token(text: str) -> dict[str, object]:
    return {"access_token": text, "token_type": "bearer", "expires_in": LIFETIME_S}
