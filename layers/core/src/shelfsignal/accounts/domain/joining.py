"""An invite that is accepted: everything that has to happen at once."""

from dataclasses import dataclass

from shelfsignal.accounts.domain.members import Invite, Membership
from shelfsignal.accounts.domain.one_time import OneTimeToken
from shelfsignal.accounts.domain.users import User


@dataclass(frozen=True)
class Joining:
    """Invite and token are used up, the membership begins. user_was: None for a new user."""

    invite: Invite
    token: OneTimeToken
    membership: Membership
    user: User
    user_was: User | None
