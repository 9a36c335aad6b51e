"""The hardened client: every request takes a slot, every failure is a failure, tries are few.

Three tries a request, each with its own slot and full jitter between them, for timeouts, resets,
429, 5xx and answers that do not parse. An access token Amazon calls stale is refreshed once.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

import httpx

from shelfsignal.collection.adapters.sp_api.answers import (
    Verdict,
    announced_rate,
    judge,
    reason_of,
    retry_after_s,
)
from shelfsignal.collection.adapters.sp_api.exchange import NoAnswer, exchange
from shelfsignal.collection.domain.calls import QUOTAS, CallTally, Operation
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import (
    MalformedAnswer,
    ReauthoriseSeller,
    RoleMissing,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.domain.limiter_ports import RateLimiter
from shelfsignal.collection.domain.pace import LimiterKey, Slot
from shelfsignal.kernel.ids import Marketplace, Region
from shelfsignal.kernel.metrics import metrics

T = TypeVar("T")
TRIES: Final = 3
BACKOFF_S: Final = 0.25
TIMEOUT: Final = httpx.Timeout(5.0, connect=3.0)
USER_AGENT: Final = "ShelfSignal/0.1 (Language=Python)"
_UNIFORM: Final = random.SystemRandom().uniform


class TokenSource(Protocol):
    """Where a request's access token comes from."""

    @property
    def client_id(self) -> str:
        """The application's id: part of every limiter key."""

    def get(self, connection: SellerConnection) -> str:
        """A token that is good."""

    def drop(self, connection: SellerConnection, stale: str) -> None:
        """Amazon called this token expired."""


class Signer(Protocol):
    """Whoever signs requests, where somebody still wants them signed."""

    def sign(self, request: httpx.Request, region: Region) -> None:
        """Adds the signature's headers."""


@dataclass(frozen=True)
class Call:
    """One request to make on a seller's behalf. With a body it is a POST, and tried again only when
    Amazon says that it was not acted on."""

    operation: Operation
    connection: SellerConnection
    marketplace: Marketplace
    path: str
    params: Mapping[str, str]
    max_wait_s: Callable[[], float]
    body: Mapping[str, Any] | None = None


@dataclass
class _Try:
    """What a try came to, when it came to nothing."""

    token: str = field(default="", repr=False)
    count: int = 0
    was_refreshed: bool = False
    reason: str = ""
    malformed: MalformedAnswer | None = None
    pause_s: float = 1.0


class SpApiClient:
    """Requests to the Selling Partner API; `{region}` in base_url becomes na, eu or fe."""

    def __init__(  # noqa: PLR0913 - what a request passes through, each from the wiring
        self,
        http: httpx.Client,
        base_url: str,
        tokens: TokenSource,
        limiter: RateLimiter,
        clock: Callable[[], datetime],
        *,
        sleep: Callable[[float], None] = time.sleep,
        signer: Signer | None = None,
    ) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._tokens = tokens
        self._limiter = limiter
        self._clock = clock
        self._sleep = sleep
        self._signer = signer

    def ask(self, call: Call, parse: Callable[[bytes], T], tally: CallTally) -> T:
        """What parse makes of the body.

        Raises: SlotTooFar, SourceUnavailable, SourceRefused, MalformedAnswer, ReauthoriseSeller.
        """
        state = _Try()
        while state.count < TRIES:
            if state.count:
                tally.retries += 1
                self._sleep(_UNIFORM(0.0, BACKOFF_S * 2.0**state.count))
            response = self._send(call, state, tally)
            if response is not None and judge(response) is Verdict.OK:
                try:
                    return parse(_whole(call, response))
                except MalformedAnswer as malformed:
                    state.malformed = malformed
            if call.body is not None and not _was_turned_away(response):
                raise SourceUnavailable(call.operation, state.reason or "its answer was lost")
        if state.malformed:
            raise state.malformed
        raise SourceUnavailable(call.operation, state.reason, state.pause_s)

    def _send(self, call: Call, state: _Try, tally: CallTally) -> httpx.Response | None:
        """The answer, or None when none came. Raises when trying again is no use."""
        state.token = self._tokens.get(call.connection)
        slot = self._limiter.acquire(self._key(call), QUOTAS[call.operation], call.max_wait_s())
        state.count += 1
        state.malformed = None
        tally.sent(call.operation, self._clock())
        request = self._http.build_request(
            "GET" if call.body is None else "POST",
            self._url(call),
            params=dict(call.params),
            json=call.body,
            headers={"x-amz-access-token": state.token, "user-agent": USER_AGENT},
        )
        if self._signer:
            self._signer.sign(request, call.marketplace.region)
        try:
            response = exchange(self._http, request)
        except NoAnswer as failure:
            self._limiter.answered(slot, None)
            state.reason = str(failure)
            return None
        finally:
            tally.last_at = self._clock()
        self._heed(call, response, slot, state, tally)
        return response

    def _heed(
        self, call: Call, response: httpx.Response, slot: Slot, state: _Try, tally: CallTally
    ) -> None:
        """Tells the limiter, then raises if the answer is final."""
        verdict = judge(response)
        if verdict is Verdict.THROTTLED:
            tally.http_429 += 1
            metrics.add("spapi_rate_limits_total", operation=str(call.operation))
            state.pause_s = retry_after_s(response) or 1.0
            self._limiter.throttled(slot, state.count, retry_after_s(response))
        else:
            rate = announced_rate(response)
            if rate:
                tally.rates[call.operation] = rate
            self._limiter.answered(slot, rate)
        state.reason = f"{response.status_code} {reason_of(response)}" if verdict != "OK" else ""
        if verdict is Verdict.TOKEN and not state.was_refreshed:
            state.was_refreshed = True
            state.count -= 1
            self._tokens.drop(call.connection, state.token)
        elif verdict is Verdict.CONSENT:
            raise RoleMissing(call.connection.seller_id, call.operation, state.reason)
        elif verdict is Verdict.TOKEN:
            raise ReauthoriseSeller(call.connection.seller_id, state.reason)
        elif verdict is Verdict.REFUSED:
            raise SourceRefused(call.operation, response.status_code, reason_of(response))

    def _key(self, call: Call) -> LimiterKey:
        return LimiterKey(
            self._tokens.client_id,
            call.connection.seller_id,
            call.marketplace.region,
            call.operation,
        )

    def _url(self, call: Call) -> str:
        return self._base_url.replace("{region}", call.marketplace.region.lower()) + call.path


def _was_turned_away(response: httpx.Response | None) -> bool:
    """Whether the request surely changed nothing."""
    return response is not None and judge(response) in (Verdict.THROTTLED, Verdict.TOKEN)


def _whole(call: Call, response: httpx.Response) -> bytes:
    """Only 204 says that there is nothing to say. Raises: MalformedAnswer."""
    if not response.content and response.status_code != httpx.codes.NO_CONTENT:
        raise MalformedAnswer(call.operation, "an empty body")
    return response.content
