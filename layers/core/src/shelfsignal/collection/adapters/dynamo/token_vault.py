"""TokenVault: one row a grant in the collection table, its tokens encrypted by KMS."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute

from shelfsignal.collection.adapters.dynamo.border import ConditionFailed, collection_store
from shelfsignal.collection.adapters.dynamo.rows import Row, bind
from shelfsignal.collection.domain.tokens import AccessToken, Grant, TokenMetadata
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.errors import Broken, NotFound, StoreUnavailable

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_OURS = ("InvalidCiphertextException", "IncorrectKeyException", "AccessDeniedException")


class TokenRow(Row):
    """pk ORG#<org>, sk TOKEN#<seller>#<region>. Tokens are KMS ciphertexts.

    access_mark: a hash of the access token, to tell a stale one from its successor unread.
    """

    sealed_refresh = BinaryAttribute(legacy_encoding=False)
    authorised_at = UnicodeAttribute()
    sealed_access = BinaryAttribute(legacy_encoding=False, null=True)
    access_mark = UnicodeAttribute(null=True)
    access_good_until = UnicodeAttribute(null=True)
    refreshed_at = UnicodeAttribute(null=True)
    leased_until = UnicodeAttribute(null=True)
    refresh_failures = NumberAttribute(default=0)
    last_failure = UnicodeAttribute(null=True)
    last_failure_at = UnicodeAttribute(null=True)


class KmsTokenVault:
    """TokenVault. kms: made when first needed; key: the key's id, ARN or alias."""

    def __init__(self, table: str, kms: "Callable[[], KMSClient]", key: str) -> None:
        self._row = bind(TokenRow, table)
        self._kms = kms
        self._key = key

    def put_refresh(self, grant: Grant, token: str, authorised_at: datetime) -> None:
        """See TokenVault.put_refresh."""
        sealed = self._seal(grant, token)
        with collection_store():
            self._row(*_key(grant), sealed_refresh=sealed, authorised_at=to_z(authorised_at)).save()

    def refresh_token(self, grant: Grant) -> str:
        """See TokenVault.refresh_token."""
        row = self._get(grant)
        if row is None:
            raise NotFound("The connection has no token.", seller_id=grant.seller_id)
        return self._open(grant, row.sealed_refresh)

    def access(self, grant: Grant) -> AccessToken | None:
        """See TokenVault.access."""
        row = self._get(grant)
        if row is None or row.sealed_access is None or row.access_good_until is None:
            return None
        return AccessToken(self._open(grant, row.sealed_access), from_z(row.access_good_until))

    def lease(self, grant: Grant, seen: AccessToken | None, now: datetime, until: datetime) -> bool:
        """See TokenVault.lease."""
        row = self._row
        free = row.leased_until.does_not_exist() | (row.leased_until <= to_z(now))
        same = (
            row.access_mark.does_not_exist()
            if seen is None
            else row.access_mark == _mark(seen.text)
        )
        try:
            self._update(grant, [row.leased_until.set(to_z(until))], free & same)
        except ConditionFailed:
            return False
        return True

    def put_access(self, grant: Grant, token: AccessToken, now: datetime) -> None:
        """See TokenVault.put_access."""
        row = self._row
        actions = [
            row.sealed_access.set(self._seal(grant, token.text)),
            row.access_mark.set(_mark(token.text)),
            row.access_good_until.set(to_z(token.good_until)),
            row.refreshed_at.set(to_z(now)),
            row.leased_until.remove(),
            row.refresh_failures.set(0),
            row.last_failure.remove(),
            row.last_failure_at.remove(),
        ]
        with suppress(ConditionFailed):  # disconnected meanwhile: there is nothing to share
            self._update(grant, actions)

    def failed(self, grant: Grant, reason: str, now: datetime) -> None:
        """See TokenVault.failed."""
        row = self._row
        actions = [
            row.refresh_failures.add(1),
            row.last_failure.set(reason),
            row.last_failure_at.set(to_z(now)),
            row.leased_until.remove(),
        ]
        with suppress(ConditionFailed):
            self._update(grant, actions)

    def expire(self, grant: Grant, stale: str) -> None:
        """See TokenVault.expire."""
        row = self._row
        gone = [
            row.sealed_access.remove(),
            row.access_mark.remove(),
            row.access_good_until.remove(),
        ]
        with suppress(ConditionFailed):
            self._update(grant, gone, row.access_mark == _mark(stale))

    def forget(self, grant: Grant) -> None:
        """See TokenVault.forget."""
        with collection_store():
            self._row(*_key(grant)).delete()

    def metadata(self, grant: Grant) -> TokenMetadata | None:
        """See TokenVault.metadata."""
        row = self._get(grant)
        if row is None:
            return None
        return TokenMetadata(
            grant=grant,
            authorised_at=from_z(row.authorised_at),
            access_good_until=_moment(row.access_good_until),
            refreshed_at=_moment(row.refreshed_at),
            refresh_failures=int(row.refresh_failures),
            last_failure=row.last_failure,
            last_failure_at=_moment(row.last_failure_at),
        )

    def _get(self, grant: Grant) -> TokenRow | None:
        with collection_store():
            try:
                return self._row.get(*_key(grant), consistent_read=True)
            except self._row.DoesNotExist:
                return None

    def _update(self, grant: Grant, actions: list[Any], also: Any = None) -> None:
        there = self._row.sealed_refresh.exists()
        condition = there if also is None else there & also
        with collection_store():
            self._row(*_key(grant)).update(actions, condition=condition)

    def _seal(self, grant: Grant, text: str) -> bytes:
        try:
            answer = self._kms().encrypt(
                KeyId=self._key, Plaintext=text.encode(), EncryptionContext=grant.context
            )
        except (ClientError, BotoCoreError) as error:
            raise _translated(error) from error
        return answer["CiphertextBlob"]

    def _open(self, grant: Grant, sealed: bytes) -> str:
        try:
            answer = self._kms().decrypt(
                KeyId=self._key, CiphertextBlob=sealed, EncryptionContext=grant.context
            )
        except (ClientError, BotoCoreError) as error:
            raise _translated(error) from error
        return answer["Plaintext"].decode()


def _key(grant: Grant) -> tuple[str, str]:
    return f"ORG#{grant.org_id}", f"TOKEN#{grant.seller_id}#{grant.region}"


def _mark(token: str) -> str:
    return sha256(token.encode()).hexdigest()[:16]


def _moment(text: str | None) -> datetime | None:
    return from_z(text) if text else None


def _translated(error: Exception) -> Broken | StoreUnavailable:
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
    if code in _OURS:
        return Broken("A token cannot be decrypted here.", code=code)
    return StoreUnavailable("keys")
