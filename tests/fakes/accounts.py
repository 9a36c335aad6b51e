"""A key store in memory, held to the same contract tests as the table's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shelfsignal.accounts.domain.api_keys import ApiKey
from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.accounts.domain.errors import DuplicateKey, KeyNotFound
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId


class MemoryKeys:
    """KeyStore over a dict; counts its reads, and fails on demand."""

    def __init__(self) -> None:
        self.by_id: dict[str, ApiKey] = {}
        self.audit: list[AuditEntry] = []
        self.reads = 0
        self.is_down = False

    def put_new(self, key: ApiKey, audit: AuditEntry | None = None) -> None:
        self._answer()
        if key.key_id in self.by_id:
            raise DuplicateKey(key.key_id)
        self.audit += [audit] if audit else []
        self.by_id[key.key_id] = key

    def get(self, key_id: str) -> ApiKey:
        self._answer()
        self.reads += 1
        if key_id not in self.by_id:
            raise KeyNotFound(key_id)
        return self.by_id[key_id]

    def record_use(self, key: ApiKey, at: datetime) -> None:
        self._answer()
        if key.key_id in self.by_id:
            self.by_id[key.key_id] = replace(self.by_id[key.key_id], last_used_at=at)

    def of_org(self, org_id: OrgId, limit: int, after: str | None) -> Sequence[ApiKey]:
        self._answer()
        known = sorted(key_id for key_id, key in self.by_id.items() if key.org_id == org_id)
        return [self.by_id[each] for each in known if each > (after or "")][:limit]

    def revoke(
        self, org_id: OrgId, key_id: str, at: datetime, audit: AuditEntry | None = None
    ) -> None:
        key = self.get(key_id)
        if key.org_id != org_id:
            raise KeyNotFound(key_id)
        self.audit += [audit] if audit else []
        self.by_id[key_id] = replace(key, revoked_at=key.revoked_at or at)

    def _answer(self) -> None:
        if self.is_down:
            raise StoreUnavailable("accounts")
