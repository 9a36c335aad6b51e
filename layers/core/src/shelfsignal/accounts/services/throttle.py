"""Slow down whoever guesses: by the address of the account, and by where the guesses come from.

A try is counted before it is made, so that a hundred at once are a hundred, and given back when it
was good.
"""

import hashlib
from datetime import timedelta
from typing import Final

from shelfsignal.accounts.domain.errors import Overtaken
from shelfsignal.accounts.domain.identity_ports import TryStore
from shelfsignal.accounts.domain.throttling import (
    MAILS,
    PER_ADDRESS,
    PER_EMAIL,
    PER_ORGANISATION,
    ThrottlePolicy,
    TooManyTries,
    admit,
)
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId

_KEPT_FOR: Final = timedelta(days=1)
_ATTEMPTS: Final = 4


class Throttle:
    """per_address: what a source address may do; whoever has many people behind one gives more."""

    def __init__(
        self, store: TryStore, clock: Clock, per_address: ThrottlePolicy = PER_ADDRESS
    ) -> None:
        self._store = store
        self._clock = clock
        self._per_address = per_address

    def before_login(self, email: str, address: str | None) -> None:
        """Raises: TooManyTries, StoreUnavailable."""
        self.from_address("login", address)
        self._try(_key("login-email", email), PER_EMAIL)

    def after_login(self, email: str, address: str | None) -> None:
        """It was the right password: the account starts afresh, the source address gets one back,
        or an attacker's own account would wash its guesses away."""
        self.unblock(email)
        self.good_from_address("login", address)

    def unblock(self, email: str) -> None:
        """Whoever reads this address's mail has just proved it."""
        self._store.forget(_key("login-email", email))

    def from_address(self, what: str, address: str | None) -> None:
        """Raises: TooManyTries, StoreUnavailable."""
        self._try(_key(f"{what}-address", address or "unknown"), self._per_address)

    def good_from_address(self, what: str, address: str | None) -> None:
        """Gives a try back."""
        self._store.take_back(_key(f"{what}-address", address or "unknown"))

    def mail_to(self, email: str) -> None:
        """Raises: TooManyTries, StoreUnavailable."""
        self._try(_key("mail", email), MAILS)

    def by_organisation(self, what: str, org_id: OrgId) -> None:
        """Raises: TooManyTries, StoreUnavailable."""
        self._try(_key(f"{what}-organisation", org_id), PER_ORGANISATION)

    def _try(self, key: str, policy: ThrottlePolicy) -> None:
        for _ in range(_ATTEMPTS):
            now = self._clock()
            was = self._store.get(key)
            tries = admit(was, policy, now)
            try:
                self._store.put(key, tries, was=was, expires_at=now + _KEPT_FOR)
            except Overtaken:
                continue
            return
        # So many at the same moment are no person.
        raise TooManyTries(policy.first_wait.total_seconds())


def _key(what: str, who: str) -> str:
    """Hashed: addresses of people who are not our users need not lie in our table."""
    return f"{what}#{hashlib.sha256(who.encode()).hexdigest()[:32]}"
