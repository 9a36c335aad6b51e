"""Credentials and keys in Secrets Manager. Values never reach a log, a repr or an error message."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.kernel.errors import Broken, NotFound, StoreUnavailable
from shelfsignal.kernel.ids import OrgId

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class Secrets:
    """JSON secrets by name or ARN, kept for the life of the process until forgotten."""

    def __init__(self, client: "SecretsManagerClient") -> None:
        self._client = client
        self._known: dict[str, dict[str, Any]] = {}

    def read(self, name: str) -> dict[str, Any]:
        """Raises: NotFound, StoreUnavailable, Broken when it is no JSON object."""
        if name not in self._known:
            self._known[name] = self._fetch(name)
        return self._known[name]

    def forget(self, name: str) -> None:
        """The next read asks again."""
        self._known.pop(name, None)

    def write(self, name: str, document: dict[str, Any]) -> None:
        """Creates or replaces it. Raises: StoreUnavailable."""
        text = json.dumps(document)
        try:
            self._client.create_secret(Name=name, SecretString=text)
        except self._client.exceptions.ResourceExistsException:
            self._replace(name, text)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("secrets") from error
        self.forget(name)

    def create(self, name: str, document: dict[str, Any]) -> None:
        """Creates it unless it is there. Raises: StoreUnavailable."""
        try:
            self._client.create_secret(Name=name, SecretString=json.dumps(document))
        except self._client.exceptions.ResourceExistsException:
            return
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("secrets") from error

    def _replace(self, name: str, text: str) -> None:
        try:
            self._client.put_secret_value(SecretId=name, SecretString=text)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("secrets") from error

    def _fetch(self, name: str) -> dict[str, Any]:
        try:
            text = self._client.get_secret_value(SecretId=name)["SecretString"]
        except self._client.exceptions.ResourceNotFoundException as error:
            raise NotFound("A secret is missing.", secret=name) from error
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("secrets") from error
        try:
            document = json.loads(text)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise Broken("A secret is no JSON object.", secret=name)
        return document


class PseudonymKeys:
    """`<prefix>/<org>/pseudonym-key`: the key of an organisation's pseudonyms."""

    def __init__(self, secrets_store: Secrets, prefix: str) -> None:
        self._secrets = secrets_store
        self._prefix = prefix.rstrip("/")

    def ensure_pseudonym_key(self, org_id: OrgId) -> None:
        """See Pseudonyms.ensure_pseudonym_key."""
        self._secrets.create(self._name(org_id), {"key": secrets.token_hex(32)})

    def of(self, org_id: OrgId) -> Callable[[str], str]:
        """See Pseudonyms.of."""
        document = self._secrets.read(self._name(org_id))
        key = bytes.fromhex(str(document["key"]))

        def pseudonym(text: str) -> str:
            encoded = text.encode("utf-8", errors="replace")
            return hmac.new(key, encoded, hashlib.sha256).hexdigest()[:16]

        return pseudonym

    def _name(self, org_id: OrgId) -> str:
        return f"{self._prefix}/{org_id}/pseudonym-key"
