"""What a signed-in person is told about themselves, and what signing in hands out."""

from dataclasses import dataclass, field
from datetime import datetime

from shelfsignal.accounts.domain.members import Membership, Organisation
from shelfsignal.accounts.domain.sessions import RefreshToken
from shelfsignal.accounts.domain.users import User


@dataclass(frozen=True)
class Belonging:
    """An organisation the user is in, and as what."""

    organisation: Organisation
    membership: Membership


@dataclass(frozen=True)
class Me:
    """The user, where they work now, and everywhere they could."""

    user: User
    here: Belonging
    everywhere: tuple[Belonging, ...]


@dataclass(frozen=True)
class SignedIn:
    """The access token goes into the body, the refresh token into a cookie no script reads."""

    me: Me
    access_token: str = field(repr=False)
    expires_in_s: int
    refresh_token: RefreshToken
    refresh_expires_at: datetime
