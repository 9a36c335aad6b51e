"""Access tokens, shared by every worker and exchanged once when they run out.

Looked up in memory, then in the vault; who finds neither takes the lease and exchanges, and the
others wait for what it stores. Two hundred callers with an expired token are one exchange.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from shelfsignal.collection.adapters.sp_api.lwa import LoginWithAmazon
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import ReauthoriseSeller, SourceUnavailable
from shelfsignal.collection.domain.tokens import AccessToken, Grant, TokenVault
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import ShelfSignalError

# Longer than an exchange with all its tries; a worker that died holding it delays others so long.
LEASE: Final = timedelta(seconds=30)
_LOOK_EVERY_S: Final = 0.25


class AccessTokens:
    """One access token a grant. sleep is in seconds."""

    def __init__(
        self,
        lwa: LoginWithAmazon,
        vault: TokenVault,
        clock: Clock,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._lwa = lwa
        self._vault = vault
        self._clock = clock
        self._sleep = sleep
        self._cached: dict[Grant, AccessToken] = {}
        self._locks: dict[Grant, threading.Lock] = {}

    @property
    def client_id(self) -> str:
        """The application's id: part of every limiter key. Raises: Broken."""
        return self._lwa.client_id

    def get(self, connection: SellerConnection) -> str:
        """A token good for a minute at least, unless Amazon gives them shorter lives.

        Raises: ReauthoriseSeller, SourceUnavailable, StoreUnavailable, Broken.
        """
        grant = connection.grant
        # setdefault is atomic: two threads get the same lock.
        with self._locks.setdefault(grant, threading.Lock()):
            known = self._cached.get(grant)
            if known is None or not known.is_good(self._clock()):
                known = self._shared(grant)
                self._cached[grant] = known
            return known.text

    def drop(self, connection: SellerConnection, stale: str) -> None:
        """Amazon called this token expired; a newer one is left alone."""
        grant = connection.grant
        with self._locks.setdefault(grant, threading.Lock()):
            known = self._cached.get(grant)
            if known is not None and known.text == stale:
                del self._cached[grant]
                self._vault.expire(grant, stale)

    def _shared(self, grant: Grant) -> AccessToken:
        deadline = self._clock() + 2 * LEASE
        while True:
            now = self._clock()
            stored = self._vault.access(grant)
            if stored is not None and stored.is_good(now):
                return stored
            if self._vault.lease(grant, stored, now, now + LEASE):
                return self._exchange(grant)
            if now >= deadline:
                raise SourceUnavailable("lwa", "another worker's exchange does not end")
            self._sleep(_LOOK_EVERY_S)

    def _exchange(self, grant: Grant) -> AccessToken:
        """Raises: NotFound when the connection was ended meanwhile."""
        try:
            token = self._refresh(grant)
        except ShelfSignalError as failure:
            # The next caller need not wait for the lease to run out.
            said = failure.reason if isinstance(failure, ReauthoriseSeller) else failure.message
            self._vault.failed(grant, said, self._clock())
            raise
        self._vault.put_access(grant, token, self._clock())
        return token

    def _refresh(self, grant: Grant) -> AccessToken:
        """The seller may be consenting again at this very moment: only the token kept counts."""
        ours = self._vault.refresh_token(grant)
        try:
            return self._lwa.refresh(grant.seller_id, ours)
        except ReauthoriseSeller:
            kept = self._vault.refresh_token(grant)
            if kept == ours:
                raise
        return self._lwa.refresh(grant.seller_id, kept)
