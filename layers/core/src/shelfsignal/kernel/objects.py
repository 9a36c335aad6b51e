"""Objects in one S3 bucket, its errors translated at the border: what all contexts store through.

Imported by adapters and by what wires them, never on an API's way to its first answer.
"""

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.kernel.errors import NotFound, StoreUnavailable
from shelfsignal.kernel.metrics import metrics

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_BYTES: Final = "application/octet-stream"
_GZIP: Final = "application/gzip"
# Review text gains little from higher levels, which cost several times the processor time.
_LEVEL: Final = 3
_MISSING: Final = ("404", "NoSuchKey", "NotFound")


class S3Objects:
    """Bytes by key. Compressed objects are byte-for-byte reproducible: no time in their header.

    Raises everywhere: StoreUnavailable.
    """

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self.bucket = bucket

    def put(self, key: str, body: bytes, content_type: str = _BYTES) -> None:
        started = time.monotonic()
        with _translated(key):
            self._client.put_object(
                Bucket=self.bucket, Key=key, Body=body, ContentType=content_type
            )
        metrics.observe("s3_put_duration_seconds", time.monotonic() - started)

    def put_gzip(self, key: str, body: bytes) -> None:
        """Compressed on its way."""
        self.put(key, gzip.compress(body, _LEVEL, mtime=0), _GZIP)

    def put_download(self, key: str, body: bytes, content_type: str, filename: str) -> None:
        """An object that a browser saves under this name."""
        with _translated(key):
            self._client.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=body,
                ContentType=content_type,
                ContentDisposition=f'attachment; filename="{filename}"',
            )

    def get(self, key: str, most_bytes: int | None = None) -> bytes:
        """The object as stored, or its first most_bytes. Raises: NotFound, StoreUnavailable."""
        with _translated(key):
            return self._client.get_object(Bucket=self.bucket, Key=key)["Body"].read(most_bytes)

    def find(self, key: str) -> bytes | None:
        """The object as stored; None when there is none."""
        try:
            return self.get(key)
        except NotFound:
            return None

    def find_gzip(self, key: str) -> bytes | None:
        """A compressed object, decompressed; None when there is none."""
        body = self.find(key)
        return None if body is None else gzip.decompress(body)

    def exists(self, key: str) -> bool:
        return self.size_bytes(key) is not None

    def size_bytes(self, key: str) -> int | None:
        """None when there is no such object."""
        try:
            with _translated(key):
                return self._client.head_object(Bucket=self.bucket, Key=key)["ContentLength"]
        except NotFound:
            return None

    def delete(self, key: str) -> None:
        with _translated(key):
            self._client.delete_object(Bucket=self.bucket, Key=key)

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key under a prefix, in order, a listing page at a time."""
        pages = self._client.get_paginator("list_objects_v2")
        with _translated(prefix):
            for page in pages.paginate(Bucket=self.bucket, Prefix=prefix):
                yield from (found["Key"] for found in page.get("Contents", ()))

    def folders(self, prefix: str) -> Iterator[str]:
        """The next level below a prefix, each with its closing slash."""
        pages = self._client.get_paginator("list_objects_v2")
        with _translated(prefix):
            for page in pages.paginate(Bucket=self.bucket, Prefix=prefix, Delimiter="/"):
                yield from (found["Prefix"] for found in page.get("CommonPrefixes", ()))


@contextmanager
def _translated(key: str) -> Iterator[None]:
    """Raises: NotFound, StoreUnavailable."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _MISSING:
            raise NotFound(f"There is no object {key}.", key=key) from error
        raise StoreUnavailable("data") from error
    except BotoCoreError as error:
        raise StoreUnavailable("data") from error
