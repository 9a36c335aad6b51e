"""Find out who calls, from the API key they send.

Keys are kept in memory for at most CACHE_FOR, so a hot client costs no read a request and a revoked
key dies within that time. Only keys whose secret matched are kept: guesses cannot fill the memory.
"""

from collections import OrderedDict
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from shelfsignal.accounts.domain.api_keys import ApiKey, parse_key_text
from shelfsignal.accounts.domain.errors import KeyNotFound, Unauthenticated
from shelfsignal.accounts.domain.ports import KeyStore
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import Transient

CACHE_FOR: Final = timedelta(seconds=30)
CACHED_KEYS: Final = 1000


class Authenticator:
    """Turns the text of an API key into the principal it stands for."""

    def __init__(self, store: KeyStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._cached: OrderedDict[str, tuple[ApiKey, datetime]] = OrderedDict()

    def authenticate(self, text: str | None, *, anew: bool = False) -> Principal:
        """anew: whatever is remembered, the store is asked.

        Raises: Unauthenticated whatever is wrong with the key; StoreUnavailable.
        """
        given = parse_key_text(text) if text else None
        if given is None:
            raise Unauthenticated
        now = self._clock()
        if anew:
            self._cached.pop(given.key_id, None)
        key = self._fresh(given.key_id, now) or self._load(given.key_id)
        if not key.accepts(given.secret, now):
            raise Unauthenticated
        if given.key_id not in self._cached:
            self._remember(key, now)
        return key.principal()

    def _fresh(self, key_id: str, now: datetime) -> ApiKey | None:
        key, read_at = self._cached.get(key_id, (None, now))
        if now - read_at > CACHE_FOR:
            del self._cached[key_id]
            return None
        return key

    def _load(self, key_id: str) -> ApiKey:
        try:
            return self._store.get(key_id)
        except KeyNotFound:
            raise Unauthenticated from None

    def _remember(self, key: ApiKey, now: datetime) -> None:
        self._cached[key.key_id] = (key, now)
        if len(self._cached) > CACHED_KEYS:
            self._cached.popitem(last=False)
        if key.is_use_due(now):
            # A missing note of use is no reason to refuse a good key.
            with suppress(Transient):
                self._store.record_use(key, now)
