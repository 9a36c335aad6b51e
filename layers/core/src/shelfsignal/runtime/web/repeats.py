"""Idempotency-Key for every route that makes something: one mechanism, whatever the route does.

A view takes ``headers: RepeatHeaders`` and nothing more: the machinery claims the key before the
view runs and keeps its answer, so that a request whose answer got lost can be sent again. Answers
that hold a secret must not be kept: such a route does not take the header.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from chalice.app import HeadersType, Request, Response
from pydantic import Field

from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.repeats import (
    MAX_BODY_CHARS,
    Answered,
    Claim,
    IdempotencyConflict,
    RepeatInProgress,
    RepeatStore,
)
from shelfsignal.kernel.clock import Clock, utc_now
from shelfsignal.kernel.errors import Rejected, StoreUnavailable, Transient
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.web.fields import Sent
from shelfsignal.runtime.web.routing import Route

REPLAYED: Final = "idempotency-replayed"
REPEAT_ERRORS: Final = (IdempotencyConflict, RepeatInProgress)


class RepeatHeaders(Sent):
    key: str | None = Field(
        None,
        alias="idempotency-key",
        pattern=r"^[!-~]{1,200}$",
        description="Your own name for this request. Sent again within 24 hours with the same "
        "request, it gets the first one's answer, and nothing is done twice.",
    )


def claim_of(route: Route, request: Request, principal: Principal, key: str) -> Claim:
    """What is asked is method, path and body; whose key it is, the caller."""
    asked = sha256(f"{route.method} {request.context.get('path') or route.path}\n".encode())
    asked.update(repr(sorted((request.uri_params or {}).items())).encode())
    body = request.to_original_event()["body"] or b""
    asked.update(body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"))
    name = sha256(f"{principal.subject}\n{key}".encode()).hexdigest()
    return Claim(principal.org_id, name, asked.hexdigest())


def once(
    claim: Claim, store: RepeatStore, work: Callable[[], Response], clock: Clock = utc_now
) -> Response:
    """The work's answer, now or as it was. Raises: IdempotencyConflict, RepeatInProgress."""
    taken = store.claim(claim, clock())
    if taken is not None:
        return _again(claim, taken.request, taken.answer)
    try:
        answer = work()
    except (Rejected, Transient):
        store.release(claim)
        raise
    _keep(claim, store, answer, clock)
    return answer


def _again(claim: Claim, request: str, answer: Answered | None) -> Response:
    if request != claim.request:
        raise IdempotencyConflict
    if answer is None:
        raise RepeatInProgress
    headers: HeadersType = {"content-type": "application/json", "cache-control": "no-store"}
    headers[REPLAYED] = "true"
    return Response(answer.body, headers, answer.status)


def _keep(claim: Claim, store: RepeatStore, answer: Response, clock: Clock) -> None:
    """What was done is done: that it cannot be kept must not take the answer away."""
    if len(answer.body) > MAX_BODY_CHARS:
        logger().warning("answer_not_kept", extra={"chars": len(answer.body)})
        return
    try:
        store.keep(claim, Answered(int(answer.status_code), answer.body), clock())
    except StoreUnavailable as error:
        logger().warning("answer_not_kept", extra={"reason": str(error)})
