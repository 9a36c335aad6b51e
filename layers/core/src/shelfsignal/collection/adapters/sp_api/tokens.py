"""Login with Amazon: access tokens from refresh tokens, kept until shortly before they expire."""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import httpx

from shelfsignal.collection.adapters.secrets import Secrets, SellerSecretStore
from shelfsignal.collection.adapters.sp_api.answers import Verdict, judge
from shelfsignal.collection.adapters.sp_api.exchange import NoAnswer, exchange
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import ReauthoriseSeller, SourceUnavailable
from shelfsignal.kernel.errors import Broken
from shelfsignal.kernel.ids import SellerId

_MARGIN_S: Final = 60.0
_LONGEST_LIFE_S: Final = 24 * 3600.0
_HEADER_VALUE: Final = re.compile(r"[!-~]{1,8192}")
_TRIES: Final = 3
_OPERATION: Final = "lwa"
_REVOKED: Final = ("invalid_grant", "unauthorized_client", "access_denied")
_UNIFORM: Final = random.SystemRandom().uniform


@dataclass(frozen=True)
class Application:
    """The registered application's credentials, in a secret of their own."""

    secrets: Secrets
    secret_id: str

    def credentials(self) -> dict[str, str]:
        """client_id and client_secret. Raises: Broken when the secret lacks one."""
        document = self.secrets.read(self.secret_id)
        try:
            return {name: str(document[name]) for name in ("client_id", "client_secret")}
        except KeyError as missing:
            raise Broken("The application's secret lacks a field.", field=str(missing)) from None


class AccessTokens:
    """One cached access token a seller. monotonic and sleep are in seconds."""

    def __init__(
        self,
        http: httpx.Client,
        lwa_url: str,
        application: Application,
        sellers: SellerSecretStore,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http
        self._url = f"{lwa_url.rstrip('/')}/auth/o2/token"
        self._application = application
        self._sellers = sellers
        self._monotonic = monotonic
        self._sleep = sleep
        self._cached: dict[SellerId, tuple[str, float]] = {}

    @property
    def client_id(self) -> str:
        """The application's id: part of every limiter key. Raises: Broken."""
        return self._application.credentials()["client_id"]

    def get(self, connection: SellerConnection) -> str:
        """A token good for at least a minute.

        Raises: ReauthoriseSeller, SourceUnavailable, Broken.
        """
        token, good_until = self._cached.get(connection.seller_id, ("", 0.0))
        if not token or self._monotonic() >= good_until:
            token, good_until = self._exchange(connection)
            self._cached[connection.seller_id] = (token, good_until)
        return token

    def drop(self, connection: SellerConnection) -> None:
        """Amazon called it expired."""
        self._cached.pop(connection.seller_id, None)

    def _exchange(self, connection: SellerConnection) -> tuple[str, float]:
        """A renewed consent may have replaced the refresh token this process remembers."""
        org_id, seller_id = connection.org_id, connection.seller_id
        remembered = self._sellers.refresh_token(org_id, seller_id)
        try:
            return self._ask(seller_id, remembered)
        except ReauthoriseSeller:
            stored = self._sellers.refresh_token(org_id, seller_id, fresh=True)
            if stored == remembered:
                raise
        return self._ask(seller_id, stored)

    def _ask(self, seller_id: SellerId, refresh_token: str) -> tuple[str, float]:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            **self._application.credentials(),
        }
        reason = ""
        for tries in range(_TRIES):
            if tries:
                self._sleep(_UNIFORM(0.0, 0.5 * 2.0**tries))
            began = self._monotonic()
            try:
                response = exchange(
                    self._http, self._http.build_request("POST", self._url, data=form)
                )
            except NoAnswer as failure:
                reason = str(failure)
                continue
            granted = _granted(response)
            if granted:
                return granted[0], began + max(1.0, granted[1] - _MARGIN_S)
            self._refuse(seller_id, response)
            reason = f"status {response.status_code}"
        raise SourceUnavailable(_OPERATION, reason)

    def _refuse(self, seller_id: SellerId, response: httpx.Response) -> None:
        """Raises unless another try may help."""
        error = _error(response)
        if error in _REVOKED:
            raise ReauthoriseSeller(seller_id, f"Login with Amazon answered {error}")
        if judge(response) in (Verdict.REFUSED, Verdict.TOKEN, Verdict.CONSENT):
            raise Broken("Login with Amazon refuses the application.", error=error)


def _granted(response: httpx.Response) -> tuple[str, float] | None:
    """The token and its life in seconds, when the answer is a grant of the promised shape."""
    document = _document(response)
    token, life_s = document.get("access_token"), document.get("expires_in")
    if judge(response) is not Verdict.OK or not isinstance(life_s, int | float):
        return None
    if not isinstance(token, str) or not _HEADER_VALUE.fullmatch(token):
        return None
    return token, float(min(life_s, _LONGEST_LIFE_S)) if life_s > 0 else 0.0


def _error(response: httpx.Response) -> str:
    return str(_document(response).get("error", ""))


def _document(response: httpx.Response) -> dict[str, Any]:
    try:
        document = response.json()
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
