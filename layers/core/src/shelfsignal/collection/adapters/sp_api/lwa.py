"""Login with Amazon's token endpoint: a refresh token, or a consent's code, for an access token."""

import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import httpx

from shelfsignal.collection.adapters.secrets import Secrets
from shelfsignal.collection.adapters.sp_api.answers import Verdict, judge
from shelfsignal.collection.adapters.sp_api.exchange import NoAnswer, exchange
from shelfsignal.collection.domain.errors import ReauthoriseSeller, SourceUnavailable
from shelfsignal.collection.domain.tokens import AccessToken, Exchanged
from shelfsignal.kernel.clock import Clock, from_z
from shelfsignal.kernel.errors import Broken
from shelfsignal.kernel.ids import SellerId
from shelfsignal.kernel.metrics import metrics

T = TypeVar("T")
# Amazon wants the application's secret rotated that often.
SECRET_LIFE: Final = timedelta(days=180)
_LONGEST_LIFE_S: Final = 24 * 3600.0
# A request made with the token has to arrive before Amazon stops taking it.
_MARGIN: Final = timedelta(seconds=60)
_TOKEN: Final = re.compile(r"[!-~]{1,8192}")
_ERROR: Final = re.compile(r"[a-z_]{1,40}")
_TRIES: Final = 3
_OPERATION: Final = "lwa"
_REVOKED: Final = ("invalid_grant", "unauthorized_client", "access_denied")
_UNIFORM: Final = random.SystemRandom().uniform


@dataclass(frozen=True)
class Application:
    """The registered application's credentials, in a secret of their own.

    What is of no use is forgotten, so that a mended or rotated secret counts from the next try.
    """

    secrets: Secrets
    secret_id: str

    def credentials(self) -> dict[str, str]:
        """client_id and client_secret. Raises: Broken when the secret lacks one."""
        document = self.secrets.read(self.secret_id)
        try:
            return {name: str(document[name]) for name in ("client_id", "client_secret")}
        except KeyError as missing:
            self.forget()
            raise Broken("The application's secret lacks a field.", field=str(missing)) from None

    @property
    def application_id(self) -> str | None:
        found = self.secrets.read(self.secret_id).get("application_id")
        if isinstance(found, str):
            return found
        self.forget()
        return None

    @property
    def secret_expires_at(self) -> datetime | None:
        """secret_rotated_at, which whoever stores the secret notes beside it, and 180 days."""
        noted = self.secrets.read(self.secret_id).get("secret_rotated_at")
        try:
            return from_z(str(noted)) + SECRET_LIFE if noted else None
        except ValueError:
            return None

    def forget(self) -> None:
        """The next use reads the secret again."""
        self.secrets.forget(self.secret_id)


class LoginWithAmazon:
    """The endpoint, with few tries and no answer taken on trust. sleep is in seconds."""

    def __init__(
        self,
        http: httpx.Client,
        lwa_url: str,
        application: Application,
        clock: Clock,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http
        self._url = f"{lwa_url.rstrip('/')}/auth/o2/token"
        self._application = application
        self._clock = clock
        self._sleep = sleep

    @property
    def client_id(self) -> str:
        """The application's id: part of every limiter key. Raises: Broken."""
        return self._application.credentials()["client_id"]

    @property
    def application_id(self) -> str | None:
        """As the consent page knows the application; None when its secret does not say."""
        return self._application.application_id

    @property
    def secret_expires_at(self) -> datetime | None:
        """When Amazon stops taking the client secret, if somebody noted its age."""
        return self._application.secret_expires_at

    def refresh(self, seller_id: SellerId, refresh_token: str) -> AccessToken:
        """Raises: ReauthoriseSeller, SourceUnavailable, Broken."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._ask(seller_id, form, _access)

    def exchange_code(self, seller_id: SellerId, code: str, redirect_uri: str | None) -> Exchanged:
        """A code is good once and for five minutes.

        Raises: ReauthoriseSeller when it is not, SourceUnavailable, Broken.
        """
        form = {"grant_type": "authorization_code", "code": code}
        if redirect_uri:
            form["redirect_uri"] = redirect_uri
        return self._ask(seller_id, form, _granted)

    def _ask(
        self,
        seller_id: SellerId,
        form: Mapping[str, str],
        read: Callable[[httpx.Response, datetime], T | None],
    ) -> T:
        sent = {**form, **self._application.credentials()}
        reason = ""
        for tries in range(_TRIES):
            if tries:
                self._sleep(_UNIFORM(0.0, 0.5 * 2.0**tries))
            began = self._clock()
            try:
                request = self._http.build_request("POST", self._url, data=sent)
                response = exchange(self._http, request)
            except NoAnswer as failure:
                reason = str(failure)
                continue
            found = read(response, began)
            if found is not None:
                return found
            self._refuse(seller_id, response)
            reason = f"status {response.status_code}"
        raise SourceUnavailable(_OPERATION, reason)

    def _refuse(self, seller_id: SellerId, response: httpx.Response) -> None:
        """Raises unless another try may help."""
        error = str(_document(response).get("error", ""))
        if error in _REVOKED:
            metrics.add("lwa_refresh_failures_total")
            raise ReauthoriseSeller(seller_id, f"Login with Amazon answered {error}")
        if judge(response) in (Verdict.REFUSED, Verdict.TOKEN, Verdict.CONSENT):
            metrics.add("lwa_refresh_failures_total")
            self._application.forget()
            word = error if _ERROR.fullmatch(error) else "of an unknown form"
            raise Broken("Login with Amazon refuses the application.", error=word)


def _access(response: httpx.Response, began: datetime) -> AccessToken | None:
    """The token, when the answer is a grant of the promised shape; its life counts from asking."""
    document = _document(response)
    token, life_s = document.get("access_token"), document.get("expires_in")
    if judge(response) is not Verdict.OK or not isinstance(life_s, int | float):
        return None
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return None
    life = timedelta(seconds=max(2.0, float(min(life_s, _LONGEST_LIFE_S))))
    return AccessToken(token, began + life - min(_MARGIN, life / 2))


def _granted(response: httpx.Response, began: datetime) -> Exchanged | None:
    access, refresh = _access(response, began), _document(response).get("refresh_token")
    if access is None or not isinstance(refresh, str) or not _TOKEN.fullmatch(refresh):
        return None
    return Exchanged(access, refresh)


def _document(response: httpx.Response) -> dict[str, Any]:
    try:
        document = response.json()
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
