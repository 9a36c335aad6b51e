"""Where keys are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shelfsignal.accounts.domain.api_keys import ApiKey
from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.kernel.ids import OrgId


class KeyStore(Protocol):
    """Keys by id and by organisation. Every method raises StoreUnavailable."""

    def put_new(self, key: ApiKey, audit: AuditEntry | None = None) -> None:
        """Stores both or neither. Raises: DuplicateKey."""

    def get(self, key_id: str) -> ApiKey:
        """Raises: KeyNotFound."""

    def record_use(self, key: ApiKey, at: datetime) -> None:
        """Notes that the key was used; a key that vanished meanwhile is left alone."""

    def of_org(self, org_id: OrgId, limit: int, after: str | None) -> Sequence[ApiKey]:
        """In order of their ids, those behind `after`, revoked ones too."""

    def revoke(
        self, org_id: OrgId, key_id: str, at: datetime, audit: AuditEntry | None = None
    ) -> None:
        """Revoking again keeps the first moment. Raises: KeyNotFound."""
