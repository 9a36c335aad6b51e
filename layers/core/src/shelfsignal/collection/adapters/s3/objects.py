"""Objects in one bucket, with S3's errors translated at the border."""

import gzip
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.kernel.errors import NotFound, StoreUnavailable
from shelfsignal.kernel.metrics import metrics

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Review text gains little from higher levels, which cost several times the processor time.
_LEVEL: Final = 3
_MISSING: Final = ("404", "NoSuchKey", "NotFound")


class S3Objects:
    """Bytes by key. Compressed objects are byte-for-byte reproducible: no time in their header."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self.bucket = bucket

    def put(self, key: str, body: bytes) -> None:
        """Raises: StoreUnavailable."""
        started = time.monotonic()
        try:
            self._client.put_object(Bucket=self.bucket, Key=key, Body=body)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("data") from error
        metrics.observe("s3_put_duration_seconds", time.monotonic() - started)

    def put_gzip(self, key: str, body: bytes) -> None:
        """Raises: StoreUnavailable."""
        self.put(key, gzip.compress(body, _LEVEL, mtime=0))

    def get(self, key: str, most_bytes: int | None = None) -> bytes:
        """The object, or its first most_bytes. Raises: NotFound, StoreUnavailable."""
        try:
            return self._client.get_object(Bucket=self.bucket, Key=key)["Body"].read(most_bytes)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _MISSING:
                raise NotFound(f"There is no object {key}.", key=key) from error
            raise StoreUnavailable("data") from error
        except BotoCoreError as error:
            raise StoreUnavailable("data") from error

    def exists(self, key: str) -> bool:
        """Raises: StoreUnavailable."""
        return self.size_bytes(key) is not None

    def size_bytes(self, key: str) -> int | None:
        """None when there is no such object. Raises: StoreUnavailable."""
        try:
            return self._client.head_object(Bucket=self.bucket, Key=key)["ContentLength"]
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _MISSING:
                return None
            raise StoreUnavailable("data") from error
        except BotoCoreError as error:
            raise StoreUnavailable("data") from error

    def delete(self, key: str) -> None:
        """Raises: StoreUnavailable."""
        try:
            self._client.delete_object(Bucket=self.bucket, Key=key)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("data") from error

    def keys(self, prefix: str) -> Iterator[str]:
        """Keys under the prefix, a listing page at a time. Raises: StoreUnavailable."""
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=prefix
            )
            for page in pages:
                yield from (row["Key"] for row in page.get("Contents", ()))
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailable("data") from error
