"""Find out who calls, from the access token they send.

What decides whether a session still counts is kept in memory for at most CACHE_FOR: a logout, a
changed role or a removed member takes effect within that time, and a busy tab costs one read in
it. Only sessions whose token was good are kept.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from shelfsignal.accounts.domain.claims import AccessClaims, ExternalClaims
from shelfsignal.accounts.domain.credential_ports import ExternalTokenReader, TokenReader
from shelfsignal.accounts.domain.errors import (
    MemberNotFound,
    Overtaken,
    Unauthenticated,
    UserNotFound,
)
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.identity_ports import (
    OrganisationStore,
    StandingStore,
    UserStore,
)
from shelfsignal.accounts.domain.members import Membership
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.sessions import Session
from shelfsignal.accounts.domain.users import User
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId

CACHE_FOR: Final = timedelta(seconds=30)
CACHED: Final = 1000
T = TypeVar("T")
Standing = tuple[User, Membership, Session]


class Remembered(Generic[T]):
    """A bounded memory of what was read lately."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, tuple[T, datetime]] = OrderedDict()

    def recall(self, key: object, now: datetime) -> T | None:
        kept = self._kept.get(key)
        return kept[0] if kept and now - kept[1] < CACHE_FOR else None

    def forget(self, key: object) -> None:
        self._kept.pop(key, None)

    def keep(self, key: object, value: T, now: datetime) -> None:
        self._kept.pop(key, None)
        self._kept[key] = (value, now)
        if len(self._kept) > CACHED:
            self._kept.popitem(last=False)


class SessionAuthenticator:
    """Turns our own access tokens into the principals they stand for."""

    def __init__(self, reader: TokenReader, standings: StandingStore, clock: Clock) -> None:
        self._reader = reader
        self._standings = standings
        self._clock = clock
        self._known: Remembered[Standing] = Remembered()

    def authenticate(self, token: str, *, anew: bool = False) -> Principal:
        """anew: whatever is remembered, the store is asked.

        Raises: Unauthenticated whatever is wrong; StoreUnavailable.
        """
        claims = self._reader.read(token)
        now = self._clock()
        if anew:
            self._known.forget(claims_key(claims))
        user, member, session = self._known.recall(claims_key(claims), now) or self._load(
            claims, now
        )
        is_theirs = session.user_id == claims.user_id
        is_ended = session.is_over(now) or session.signed_in_at < user.sessions_valid_from
        if not is_theirs or is_ended:
            raise Unauthenticated
        return member.principal()

    def _load(self, claims: AccessClaims, now: datetime) -> Standing:
        standing = self._standings.standing(claims.user_id, claims.org_id, claims.family_id)
        if standing is None:
            raise Unauthenticated
        self._known.keep(claims_key(claims), standing, now)
        return standing


class ExternalAuthenticator:
    """Turns an external issuer's tokens into the member of one organisation they stand for.

    The issuer speaks for that organisation alone, or whoever runs it could become anybody. A
    subject is found by its address once, when the issuer and we both have it verified, and by its
    own name ever after.
    """

    def __init__(
        self,
        reader: ExternalTokenReader,
        users: UserStore,
        organisations: OrganisationStore,
        org_id: OrgId,
        clock: Clock,
    ) -> None:
        self._reader = reader
        self._users = users
        self._organisations = organisations
        self._org_id = org_id
        self._clock = clock
        self._known: Remembered[Membership] = Remembered()

    def claims_to_be(self, token: str) -> bool:
        """Whether the token is this issuer's to judge."""
        return self._reader.claims_to_be(token)

    def authenticate(self, token: str, *, anew: bool = False) -> Principal:
        """See SessionAuthenticator.authenticate."""
        claims = self._reader.read(token)
        now = self._clock()
        key = (claims.issuer, claims.subject)
        if anew:
            self._known.forget(key)
        member = self._known.recall(key, now)
        if member is None:
            member = self._load(claims)
            self._known.keep(key, member, now)
        return member.principal()

    def _load(self, claims: ExternalClaims) -> Membership:
        user_id = self._users.by_subject(claims.issuer, claims.subject) or self._linked(claims)
        try:
            return self._organisations.member(self._org_id, user_id)
        except MemberNotFound:
            raise Unauthenticated from None

    def _linked(self, claims: ExternalClaims) -> UserId:
        if claims.email is None:
            raise Unauthenticated
        try:
            user = self._users.by_email(claims.email)
            if not user.is_verified:
                raise Unauthenticated
            self._organisations.member(self._org_id, user.user_id)
            self._users.link_subject(claims.issuer, claims.subject, user.user_id)
        except (UserNotFound, MemberNotFound, Overtaken):
            raise Unauthenticated from None
        return user.user_id


class BearerAuthenticator:
    """Our own tokens, and an external issuer's where one is configured."""

    def __init__(
        self, sessions: SessionAuthenticator, external: ExternalAuthenticator | None = None
    ) -> None:
        self._sessions = sessions
        self._external = external

    def authenticate(self, token: str, *, anew: bool = False) -> Principal:
        """Raises: Unauthenticated, StoreUnavailable."""
        if self._external and self._external.claims_to_be(token):
            return self._external.authenticate(token, anew=anew)
        return self._sessions.authenticate(token, anew=anew)


def claims_key(claims: AccessClaims) -> tuple[UserId, OrgId, str]:
    """What a standing is remembered by."""
    return claims.user_id, claims.org_id, claims.family_id
