"""Where keys are kept."""

from datetime import datetime
from typing import Protocol

from shelfsignal.accounts.domain.api_keys import ApiKey
from shelfsignal.kernel.ids import OrgId


class KeyStore(Protocol):
    """Keys by id and by organisation. Every method raises StoreUnavailable."""

    def put_new(self, key: ApiKey) -> None:
        """Raises: DuplicateKey."""

    def get(self, key_id: str) -> ApiKey:
        """Raises: KeyNotFound."""

    def record_use(self, key: ApiKey, at: datetime) -> None:
        """Notes that the key was used; a key that vanished meanwhile is left alone."""

    def revoke(self, org_id: OrgId, key_id: str, at: datetime) -> None:
        """Revoking again keeps the first moment. Raises: KeyNotFound."""
