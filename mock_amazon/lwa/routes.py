"""POST /auth/o2/token."""

import time
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mock_amazon.answers import json_answer
from mock_amazon.buckets import BucketKey
from mock_amazon.faults.broken_answers import heard
from mock_amazon.faults.desk import CallKey, Fault
from mock_amazon.faults.kinds import FaultKind
from mock_amazon.gate import broken, world_of
from mock_amazon.lwa.errors import NO_STORE, LwaError, lwa_refused
from mock_amazon.lwa.grants import Form, granted
from mock_amazon.operations import Operation
from mock_amazon.world import World

_FORM = "application/x-www-form-urlencoded"
_PARAMETERS = frozenset({
    "grant_type", "code", "refresh_token", "redirect_uri", "scope", "client_id", "client_secret",
})  # fmt: skip
_ECHOES = {
    FaultKind.ECHO_400: "invalid_grant",
    FaultKind.ECHO_403: "invalid_client",
    FaultKind.ECHO_500: "server_error",
}
_OWN_WORDS = {
    FaultKind.INTERNAL: "server_error",
    FaultKind.UNAVAILABLE: "temporarily_unavailable",
    FaultKind.FORBIDDEN: "access_denied",
}


async def exchange(request: Request) -> Response:
    """Trades a code, a refresh token or client credentials for an access token."""
    world, arrived = world_of(request), time.time()
    pairs = parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    form = dict(pairs)
    given = world.authorisations.of(form.get("refresh_token", ""), form.get("client_id", ""))
    key = BucketKey(given.seller_id if given else "", "-", Operation.TOKEN)
    fault = world.faults.next(CallKey(key.seller_id, Operation.TOKEN, "", "", 1))
    response = await _failed(request, fault) if fault else None
    if response is None:
        named = [name for name, _ in pairs if name in _PARAMETERS]
        repeated = len(named) > len(set(named))
        response = _answered(world, request.headers.get("content-type", ""), form, repeated)
    world.traffic.record(key, arrived, response.status_code, fault=fault.kind if fault else None)
    return response


async def _failed(request: Request, fault: Fault) -> Response | None:
    """The fault's answer, in LWA's words where LWA has some."""
    response = await broken(request, fault)
    if fault.kind in _ECHOES:
        return lwa_refused(LwaError(_ECHOES[fault.kind], await heard(request)))
    code = _OWN_WORDS.get(fault.kind)
    return lwa_refused(LwaError(code)) if code else response


def _answered(world: World, content_type: str, form: Form, repeated: bool) -> Response:
    try:
        _check_form(content_type, repeated)
        body = granted(world, form)
    except LwaError as error:
        return lwa_refused(error)
    return json_answer(body, headers=NO_STORE)


def _check_form(content_type: str, repeated: bool) -> None:
    if not content_type.startswith(_FORM):
        raise LwaError("invalid_request", f"Content-Type must be {_FORM}")
    if repeated:
        raise LwaError("invalid_request", "The request includes a parameter more than once")


ROUTES = [Route("/auth/o2/token", exchange, methods=["POST"])]
