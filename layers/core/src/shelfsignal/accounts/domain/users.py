"""People. A user may belong to several organisations; what they may do there is a membership's."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.kernel.errors import InvalidInput

MAX_NAME_CHARS: Final = 100
VISIT_ENDS_AFTER: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class User:
    """A person. Times are UTC.

    sessions_valid_from: sessions signed in before are over (a new password moves it).
    last_seen_at and previous_visit_at: the present visit's latest sign of life, the last one's.
    """

    user_id: UserId
    email: str
    name: str
    password_hash: str = field(repr=False)
    created_at: datetime
    sessions_valid_from: datetime
    email_verified_at: datetime | None = None
    last_seen_at: datetime | None = None
    previous_visit_at: datetime | None = None

    @property
    def is_verified(self) -> bool:
        return self.email_verified_at is not None

    def with_password(self, password_hash: str, at: datetime) -> "User":
        """Every session signed in before is over."""
        return replace(self, password_hash=password_hash, sessions_valid_from=at)

    def verified(self, at: datetime) -> "User":
        """The first moment is kept."""
        return replace(self, email_verified_at=self.email_verified_at or at)

    def seen(self, now: datetime) -> "User":
        """A sign of life: it goes on with the visit, or half an hour later begins the next."""
        if self.last_seen_at is None or now - self.last_seen_at < VISIT_ENDS_AFTER:
            return replace(self, last_seen_at=now)
        return replace(self, last_seen_at=now, previous_visit_at=self.last_seen_at)


def person_name(text: str, field_name: str = "name") -> str:
    """The name without spaces around it. Raises: InvalidInput."""
    name = " ".join(text.split())
    if not 0 < len(name) <= MAX_NAME_CHARS or not name.isprintable():
        message = f"{field_name} takes 1-{MAX_NAME_CHARS} printable characters."
        raise InvalidInput(message, field=field_name)
    return name
