"""The telemetry queue in SQS: a message a request or a flush, sent while the caller waits.

A Lambda is frozen once it has answered, so nothing can be sent later: the send has to be quick.
After a failure the queue is left alone for a moment, so that an outage costs one timeout and not
one a request.
"""

import json
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.accounts.domain.telemetry import Entry, to_message
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import StoreUnavailable

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_sqs import SQSClient

LEFT_ALONE_FOR_S: Final = 10.0


class SqsTelemetry:
    """Telemetry."""

    def __init__(self, client: "SQSClient", queue_url: str, clock: Clock) -> None:
        self._client = client
        self._url = queue_url
        self._clock = clock
        self._failed_at: datetime | None = None

    def send(self, entry: Entry) -> None:
        """See Telemetry.send."""
        now = self._clock()
        if self._failed_at and (now - self._failed_at).total_seconds() < LEFT_ALONE_FOR_S:
            raise StoreUnavailable("telemetry", reason="left alone after a failure")
        try:
            body = json.dumps(to_message(entry), separators=(",", ":"))
            self._client.send_message(QueueUrl=self._url, MessageBody=body)
        except (ClientError, BotoCoreError) as error:
            self._failed_at = now
            raise StoreUnavailable("telemetry") from error
        self._failed_at = None
