"""The applications that sellers authorise: their credentials, redirect URIs and roles."""

import hmac
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from mock_amazon.clock import DAY_S, VirtualClock
from mock_amazon.operations import ROLES, Role

SECRET_LIFE_S = 180 * DAY_S
_OVERLAP_S = 7 * DAY_S  # how long Amazon lets the old secret live on after a rotation


class AppStatus(StrEnum):
    """A draft is authorised with `version=beta` only."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Grant(StrEnum):
    """The LWA grants an application may use."""

    CODE = "authorization_code"
    REFRESH = "refresh_token"
    GRANTLESS = "client_credentials"


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """One secret; moments are virtual epoch seconds."""

    text: str
    issued_at: float
    expires_at: float


@dataclass(slots=True)
class Application:
    """One registered application; the newest secret comes last."""

    application_id: str
    client_id: str
    name: str
    secrets: list[ClientSecret]
    status: AppStatus = AppStatus.PUBLISHED
    redirect_uris: list[str] = field(default_factory=list)
    roles: frozenset[Role] = ROLES
    grants: frozenset[Grant] = frozenset(Grant)

    def knows(self, secret: str, now: float) -> bool:
        """Whether the secret is one of the application's that still lives."""
        known = [s for s in self.secrets if now < s.expires_at]
        return any(hmac.compare_digest(s.text.encode(), secret.encode()) for s in known)


class Applications:
    """All applications of a server; the first is there from the start."""

    def __init__(self, seed: int, clock: VirtualClock, redirect_uris: tuple[str, ...]) -> None:
        self._seed, self._clock, self._redirect_uris = seed, clock, redirect_uris
        self._all: list[Application] = []
        self.reset()

    @property
    def first(self) -> Application:
        """The application a local stack is seeded with."""
        return self._all[0]

    def register(self, name: str) -> Application:
        """Another application; the same number always gets the same ids."""
        number = len(self._all)
        mark = str(number) if number else ""
        client = _digest(self._seed, f"client{mark}")[:32]
        made = Application(
            application_id=f"amzn1.sellerapps.app.{UUID(_digest(self._seed, f'app{mark}')[:32])}",
            client_id=f"amzn1.application-oa2-client.{client}",
            name=name,
            secrets=[],
        )
        self._all.append(made)
        self.rotate_secret(made)
        return made

    def rotate_secret(self, application: Application) -> ClientSecret:
        """A new secret for 180 days; the one before it lives on for seven."""
        now, count = self._clock.now(), len(application.secrets)
        last = now + _OVERLAP_S
        application.secrets = [
            replace(one, expires_at=min(one.expires_at, last)) for one in application.secrets
        ]
        number = self._all.index(application)
        name = "secret" + (f"-{number}-{count}" if number or count else "")
        text = f"amzn1.oa2-cs.v1.{_digest(self._seed, name)}"
        application.secrets.append(ClientSecret(text, now, now + SECRET_LIFE_S))
        return application.secrets[-1]

    def by_id(self, application_id: str) -> Application | None:
        """The application of a consent link."""
        return next((a for a in self._all if a.application_id == application_id), None)

    def by_client(self, client_id: str) -> Application | None:
        """The application of a token request."""
        return next((a for a in self._all if a.client_id == client_id), None)

    def all(self) -> list[Application]:
        """Every application, oldest first."""
        return list(self._all)

    def reset(self) -> None:
        """The first application alone, as at the start."""
        self._all.clear()
        self.register("ShelfSignal").redirect_uris = list(self._redirect_uris)


def _digest(seed: int, name: str) -> str:
    return sha256(f"{name}-{seed}".encode()).hexdigest()
