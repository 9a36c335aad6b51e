"""What goes wrong between us and the server, and what can be done about each."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from shelfsignal.kernel.errors import Broken

if TYPE_CHECKING:
    from openai import APIError

_FIRST_WAIT_S: Final = 0.5
_ANOTHER_TRY: Final = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_MISCONFIGURED: Final = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
}
_UNREADABLE: Final = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}


class EngineMisconfigured(Broken):
    """The server knows neither our key nor our model, or our account has no credit."""

    code = "engine_misconfigured"


class Unavailable(Exception):  # noqa: N818 - never leaves this package
    """No answer. status is None when the connection broke or time ran out.

    is_general: the server has trouble with everybody, so that the question is not to blame.
    """

    def __init__(
        self,
        status: int | None,
        complaint: str = "",
        retry_after_s: float | None = None,
        *,
        is_general: bool = False,
    ) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.complaint = complaint
        self.retry_after_s = retry_after_s
        self.is_general = is_general

    @property
    def is_bad_request(self) -> bool:
        return self.status in _UNREADABLE

    @property
    def is_worth_another_try(self) -> bool:
        if self.status is None:
            return True
        return self.status in _ANOTHER_TRY or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def may_be_billed(self) -> bool:
        """True when the server took the question and may have answered into the void."""
        return self.status is None and not self.is_general

    def wait_s(self, tried: int) -> float:
        """Before the next try: what the server asked for, else twice as long each time."""
        if self.retry_after_s is not None:
            return self.retry_after_s
        return float(_FIRST_WAIT_S * 2 ** (tried - 1))


def is_content_filter(error: APIError) -> bool:
    """True when the server says no to the text itself, as Azure does with an HTTP 400."""
    return error.code == "content_filter"


def fault_of(error: APIError) -> Unavailable | EngineMisconfigured:
    """The openai package's error as ours; no part of a key or a review is in it."""
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    if isinstance(error, APIStatusError):
        status = error.status_code
        if status in _MISCONFIGURED or error.code == "insufficient_quota":
            return EngineMisconfigured(
                f"The LLM server answers {status} to everything.", status=status, reason=error.code
            )
        throttled = status == HTTPStatus.TOO_MANY_REQUESTS
        headers = error.response.headers
        return Unavailable(status, error.message, _retry_after_s(headers.get), is_general=throttled)
    is_refused = isinstance(error, APIConnectionError) and not isinstance(error, APITimeoutError)
    return Unavailable(None, is_general=is_refused and _never_connected(error))


def _never_connected(error: BaseException) -> bool:
    return type(error.__cause__).__name__ == "ConnectError"


def _retry_after_s(header: Callable[[str], str | None]) -> float | None:
    """Seconds, from Retry-After-Ms or Retry-After; a date is taken as not said."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(header(name) or "") * unit
        except ValueError:
            continue
        if 0 <= seconds < float("inf"):
            return seconds
    return None
