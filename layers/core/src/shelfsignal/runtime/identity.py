"""The wiring of accounts: stores, mail, tokens. Vendors' modules load when first needed."""

import time
from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol

from shelfsignal.accounts.domain.credential_ports import Mailer, PublicKeyStore
from shelfsignal.accounts.domain.mails import Links, Mail
from shelfsignal.accounts.domain.plans import Plan
from shelfsignal.accounts.domain.ports import KeyStore
from shelfsignal.accounts.domain.repeats import RepeatStore
from shelfsignal.accounts.domain.users import User
from shelfsignal.accounts.services.access import (
    BearerAuthenticator,
    ExternalAuthenticator,
    SessionAuthenticator,
)
from shelfsignal.accounts.services.authenticate import Authenticator
from shelfsignal.accounts.services.create_owner import FirstOwner, create_owner
from shelfsignal.accounts.services.identities import Identities, LoginDesk
from shelfsignal.accounts.services.rotate_key import KeyRing
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import OrgId
from shelfsignal.runtime.web.clients import Proof
from shelfsignal.runtime.web.dispatch import WebDeps
from shelfsignal.runtime.web.hooks import Hooks

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.config import Config


class IdentityResources(Protocol):
    """What IdentitySettings hold."""

    @property
    def accounts_table(self) -> str: ...
    @property
    def token_issuer(self) -> str: ...
    @property
    def dashboard_url(self) -> str: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def mail_folder(self) -> "Path | None": ...
    @property
    def tries_per_address(self) -> int: ...
    @property
    def edge_secret_arn(self) -> str | None: ...
    @property
    def oidc_issuer(self) -> str | None: ...
    @property
    def oidc_audience(self) -> str | None: ...
    @property
    def oidc_algorithms(self) -> str | None: ...
    @property
    def oidc_jwks_url(self) -> str | None: ...
    @property
    def oidc_organisation(self) -> str | None: ...


class LoginResources(IdentityResources, Protocol):
    """And what only the login function is told."""

    @property
    def signing_secret_arn(self) -> str: ...
    @property
    def telemetry_queue_url(self) -> str: ...
    @property
    def plan(self) -> Plan: ...
    @property
    def usage_days(self) -> int: ...


class LoginDeps(WebDeps, Protocol):
    """The services behind the login function's routes."""

    @property
    def desk(self) -> LoginDesk: ...


class WiredIdentities:
    """Accounts over AWS, without anything that signs."""

    def __init__(self, settings: IdentityResources) -> None:
        self._settings = settings

    @cached_property
    def authenticator(self) -> Authenticator:
        return Authenticator(self._keys, utc_now)

    @cached_property
    def tokens(self) -> BearerAuthenticator:
        from shelfsignal.accounts.adapters.access_tokens import JwtReader
        from shelfsignal.accounts.adapters.sessions import DynamoSessions

        reader = JwtReader(self.public_keys, self._settings.token_issuer, utc_now)
        sessions = DynamoSessions(self._settings.accounts_table)
        return BearerAuthenticator(
            SessionAuthenticator(reader, sessions, utc_now), self._external()
        )

    @cached_property
    def public_keys(self) -> PublicKeyStore:
        from shelfsignal.accounts.adapters.signing_keys import DynamoPublicKeys

        return DynamoPublicKeys(self._settings.accounts_table)

    @cached_property
    def repeats(self) -> RepeatStore:
        from shelfsignal.accounts.adapters.repeats import DynamoRepeats

        return DynamoRepeats(self._settings.accounts_table)

    @cached_property
    def edge(self) -> Proof | None:
        arn = self._settings.edge_secret_arn
        if arn is None:
            return None
        # Most requests ask for no address: the client is made for the first that does.
        made = cache(_edge_secret)

        def proof() -> str | None:
            return made(arn)()

        return proof

    @cached_property
    def identities(self) -> Identities:
        table = self._settings.accounts_table
        return wire_identities(table, _LateMailer(self._mailer), self._settings)

    @cached_property
    def _keys(self) -> KeyStore:
        from shelfsignal.accounts.adapters.dynamo import DynamoKeyStore

        return DynamoKeyStore(self._settings.accounts_table)

    def _mailer(self) -> Mailer:
        from shelfsignal.accounts.adapters.mailers import FolderMailer, SesMailer

        sender = self._settings.mail_from
        if self._settings.mail_folder:
            return FolderMailer(self._settings.mail_folder, sender)
        import boto3

        return SesMailer(boto3.client("sesv2", config=_patience()), sender)

    def _external(self) -> ExternalAuthenticator | None:
        settings = self._settings
        if not (settings.oidc_issuer and settings.oidc_audience and settings.oidc_jwks_url):
            return None
        from shelfsignal.accounts.adapters.oidc import OidcReader, Trust

        algorithms = tuple(each.strip() for each in (settings.oidc_algorithms or "").split(","))
        trust = Trust(
            settings.oidc_issuer, settings.oidc_audience, algorithms, settings.oidc_jwks_url
        )
        known = self.identities
        org_id = OrgId(settings.oidc_organisation or "")
        reader = OidcReader(trust)
        return ExternalAuthenticator(reader, known.users, known.organisations, org_id, utc_now)


class _LateMailer:
    """Most requests mail nothing: the client is made for the first that does."""

    def __init__(self, make: Callable[[], Mailer]) -> None:
        self._make = cache(make)

    def send(self, mail: Mail) -> None:
        self._make().send(mail)


def _edge_secret(arn: str) -> Proof:
    import boto3

    from shelfsignal.accounts.adapters.edge_secret import EdgeSecret

    return EdgeSecret(boto3.client("secretsmanager", config=_patience()), arn, utc_now)


class WiredLogin(WiredIdentities):
    """LoginDeps over AWS."""

    def __init__(self, settings: LoginResources) -> None:
        super().__init__(settings)
        self._resources = settings

    @cached_property
    def hooks(self) -> Hooks:
        from shelfsignal.runtime.metering import metering

        return (metering(self._resources),)

    @cached_property
    def desk(self) -> LoginDesk:
        import boto3

        from shelfsignal.accounts.adapters.access_tokens import JwtIssuer
        from shelfsignal.accounts.adapters.passwords import Argon2Hasher
        from shelfsignal.accounts.adapters.signing_keys import SecretSigningKey

        client = boto3.client("secretsmanager", config=_patience())
        key = SecretSigningKey(client, self._resources.signing_secret_arn, utc_now)
        issuer = JwtIssuer(key, self._settings.token_issuer)
        return LoginDesk(self.identities, Argon2Hasher(), issuer, time.sleep, time.monotonic)


def _patience() -> "Config":
    """A request waits seconds for a service, not the SDK's minutes."""
    from botocore.config import Config

    return Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3})


def wire_identities(table: str, mailer: Mailer, settings: IdentityResources) -> Identities:
    """The stores over one accounts table."""
    from dataclasses import replace

    from shelfsignal.accounts.adapters.audit_log import DynamoAudit
    from shelfsignal.accounts.adapters.dynamo import DynamoKeyStore
    from shelfsignal.accounts.adapters.organisations import DynamoOrganisations
    from shelfsignal.accounts.adapters.sessions import DynamoSessions, DynamoTokens
    from shelfsignal.accounts.adapters.tries import DynamoTries
    from shelfsignal.accounts.adapters.users import DynamoUsers
    from shelfsignal.accounts.adapters.views import DynamoViews
    from shelfsignal.accounts.domain.throttling import PER_ADDRESS
    from shelfsignal.accounts.services.throttle import Throttle

    per_address = replace(PER_ADDRESS, free=settings.tries_per_address)
    return Identities(
        users=DynamoUsers(table),
        organisations=DynamoOrganisations(table),
        sessions=DynamoSessions(table),
        tokens=DynamoTokens(table),
        audit=DynamoAudit(table),
        views=DynamoViews(table),
        keys=DynamoKeyStore(table),
        throttle=Throttle(DynamoTries(table), utc_now, per_address),
        mailer=mailer,
        links=Links(settings.dashboard_url.rstrip("/")),
        clock=utc_now,
    )


def wire_key_ring(table: str, secret_arn: str) -> KeyRing:
    """For the script that rotates the signing key; region and endpoint from the environment."""
    import boto3

    from shelfsignal.accounts.adapters.access_tokens import draw_signing_key
    from shelfsignal.accounts.adapters.signing_keys import DynamoPublicKeys, SecretSigningKey

    secret = SecretSigningKey(boto3.client("secretsmanager"), secret_arn, utc_now)
    return KeyRing(DynamoPublicKeys(table), secret, draw_signing_key, utc_now)


def found_organisation(table: str, wanted: FirstOwner) -> User:
    """See create_owner; for the operator's script and for seeding. Raises what it raises."""
    from shelfsignal.accounts.adapters.organisations import DynamoOrganisations
    from shelfsignal.accounts.adapters.passwords import Argon2Hasher

    return create_owner(wanted, DynamoOrganisations(table), Argon2Hasher(), utc_now)
