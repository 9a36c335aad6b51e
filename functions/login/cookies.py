"""The refresh token's cookie."""

from datetime import datetime
from typing import Final

from functions.login.models.sessions import Session
from shelfsignal.accounts.domain.me import SignedIn
from shelfsignal.kernel.clock import utc_now
from shelfsignal.runtime.web.me import me_answer
from shelfsignal.runtime.web.replies import Cookie, Reply

NAME: Final = "ss_refresh"
# The browser sends it nowhere else.
_PATH: Final = "/api/v1/auth"


def session_reply(signed_in: SignedIn) -> Reply[Session]:
    """The access token in the body, the refresh token in the cookie."""
    session = Session(
        access_token=signed_in.access_token,
        token_type="Bearer",  # noqa: S106 - a scheme's name
        expires_in=signed_in.expires_in_s,
        me=me_answer(signed_in.me),
    )
    cookie = Cookie(NAME, str(signed_in.refresh_token), _PATH, _age(signed_in.refresh_expires_at))
    return Reply(session, cookies=(cookie,))


def no_session_reply() -> Reply[None]:
    """Takes the cookie away."""
    return Reply(None, cookies=(Cookie(NAME, "", _PATH, 0),))


def _age(until: datetime) -> int:
    return max(1, int((until - utc_now()).total_seconds()))
