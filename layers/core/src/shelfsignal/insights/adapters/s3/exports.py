"""Files of exports, and links to fetch them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shelfsignal.insights.domain.exports import LINK_FOR, Export
from shelfsignal.kernel import lake
from shelfsignal.kernel.objects import S3Objects

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Exports:
    """ExportFiles over exports/."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        self._objects = S3Objects(client, bucket)

    def write(self, export: Export, text: str) -> None:
        key = lake.export_key(export.org_id, export.export_id)
        self._objects.put_download(key, text.encode(), "text/csv; charset=utf-8", "products.csv")

    def link(self, export: Export) -> str:
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": lake.export_key(export.org_id, export.export_id),
            },
            ExpiresIn=int(LINK_FOR.total_seconds()),
        )
