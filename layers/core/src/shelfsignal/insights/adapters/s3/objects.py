"""The border to S3: objects as bytes, absence as None, every other trouble as StoreUnavailable."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from shelfsignal.kernel.errors import StoreUnavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ABSENT = {"NoSuchKey", "404", "NotFound"}


class _Missing(Exception):  # noqa: N818 - never leaves this module
    pass


@contextmanager
def _data_bucket() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _ABSENT:
            raise _Missing from error
        raise StoreUnavailable("lake") from error
    except BotoCoreError as error:
        raise StoreUnavailable("lake") from error


class Objects:
    """One bucket. Raises everywhere: StoreUnavailable."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    @property
    def bucket(self) -> str:
        return self._bucket

    def get(self, key: str) -> bytes | None:
        """The object as stored; None when there is none."""
        try:
            with _data_bucket():
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
                return answer["Body"].read()
        except _Missing:
            return None

    def get_text(self, key: str) -> bytes | None:
        """A gzipped object, decompressed."""
        body = self.get(key)
        return None if body is None else gzip.decompress(body)

    def put(self, key: str, body: bytes, content_type: str = "application/gzip") -> None:
        with _data_bucket():
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ContentType=content_type
            )

    def put_download(self, key: str, body: bytes, content_type: str, filename: str) -> None:
        """An object that a browser saves under this name."""
        with _data_bucket():
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=body,
                ContentType=content_type,
                ContentDisposition=f'attachment; filename="{filename}"',
            )

    def put_text(self, key: str, text: bytes) -> None:
        """Gzipped, the same bytes for the same text."""
        self.put(key, gzip.compress(text, 6, mtime=0))

    def exists(self, key: str) -> bool:
        try:
            with _data_bucket():
                self._client.head_object(Bucket=self._bucket, Key=key)
        except _Missing:
            return False
        return True

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key under a prefix, in order."""
        pages = self._client.get_paginator("list_objects_v2")
        with _data_bucket():
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                yield from (found["Key"] for found in page.get("Contents", ()))

    def folders(self, prefix: str) -> Iterator[str]:
        """The next level below a prefix, each with its closing slash."""
        pages = self._client.get_paginator("list_objects_v2")
        with _data_bucket():
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix, Delimiter="/"):
                yield from (found["Prefix"] for found in page.get("CommonPrefixes", ()))
