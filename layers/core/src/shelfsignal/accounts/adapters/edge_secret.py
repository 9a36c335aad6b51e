"""What our own CloudFront distribution proves itself by to the functions behind the gateway."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.logs import logger

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT_FOR: Final = timedelta(minutes=5)


class EdgeSecret:
    """Read at the first request that asks, then every few minutes. None: it cannot be read now.

    Then nothing is proven, and the sender is whoever is at the other end of the connection.
    """

    def __init__(self, client: "SecretsManagerClient", arn: str, clock: Clock) -> None:
        self._client = client
        self._arn = arn
        self._clock = clock
        self._known: str | None = None
        self._read_at: datetime | None = None

    def __call__(self) -> str | None:
        now = self._clock()
        if self._read_at is None or now - self._read_at >= KEPT_FOR:
            self._known, self._read_at = self._fetch(), now
        return self._known

    def _fetch(self) -> str | None:
        try:
            return self._client.get_secret_value(SecretId=self._arn)["SecretString"]
        except (ClientError, BotoCoreError) as error:
            logger().warning("edge_secret_unread", extra={"reason": type(error).__name__})
            return self._known
