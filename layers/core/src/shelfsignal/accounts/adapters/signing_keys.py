"""The halves of signing keys: public ones in the accounts table, the private one in its secret."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from shelfsignal.accounts.adapters.row_values import epoch, from_epoch
from shelfsignal.accounts.adapters.table import Row, accounts_store, bind
from shelfsignal.accounts.domain.signing import SIGNER_REMEMBERS, PublicKey, SigningKey
from shelfsignal.kernel.clock import Clock, from_z, to_z
from shelfsignal.kernel.errors import MisconfiguredError, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_secretsmanager import SecretsManagerClient

PARTITION: Final = "SIGNING"


class PublicKeyRow(Row):
    """expires_at is there once the key is retired: then the item may go."""

    kid = UnicodeAttribute()
    jwk = JSONAttribute()
    created_at = UnicodeAttribute()
    expires_at = NumberAttribute(null=True)

    def to_key(self) -> PublicKey:
        until = None if self.expires_at is None else from_epoch(self.expires_at)
        return PublicKey(self.kid, self.jwk, from_z(self.created_at), until)


class DynamoPublicKeys:
    """PublicKeyStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._row = bind(PublicKeyRow, table)

    def all(self) -> "Sequence[PublicKey]":
        with accounts_store():
            keys = [row.to_key() for row in self._row.query(PARTITION, consistent_read=True)]
        return sorted(keys, key=lambda key: (key.created_at, key.kid))

    def put(self, key: PublicKey) -> None:
        until = None if key.accepted_until is None else epoch(key.accepted_until)
        with accounts_store():
            self._row(
                PARTITION,
                f"KEY#{key.kid}",
                kid=key.kid,
                jwk=dict(key.jwk),
                created_at=to_z(key.created_at),
                expires_at=until,
            ).save()


class SecretSigningKey:
    """The private key in Secrets Manager: read at the first token, then every few minutes."""

    def __init__(self, client: "SecretsManagerClient", arn: str, clock: Clock) -> None:
        self._client = client
        self._arn = arn
        self._clock = clock
        self._known: tuple[SigningKey, datetime] | None = None

    def __call__(self) -> SigningKey:
        """Raises: MisconfiguredError when no key was ever made; StoreUnavailable."""
        now = self._clock()
        if self._known is None or now - self._known[1] >= SIGNER_REMEMBERS - timedelta(seconds=5):
            self._known = self._fetch(), now
        return self._known[0]

    def write(self, key: SigningKey) -> None:
        """See SigningSecret.write."""
        text = json.dumps({"kid": key.kid, "private_key": key.private_pem})
        try:
            self._client.put_secret_value(SecretId=self._arn, SecretString=text)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("secrets") from error

    def _fetch(self) -> SigningKey:
        try:
            text = self._client.get_secret_value(SecretId=self._arn)["SecretString"]
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("secrets") from error
        document = _object(text)
        kid, private_key = document.get("kid"), document.get("private_key")
        if not isinstance(kid, str) or not isinstance(private_key, str):
            raise MisconfiguredError(
                "There is no signing key yet: run python -m scripts.rotate_signing_key."
            )
        return SigningKey(kid, private_key)


def _object(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
