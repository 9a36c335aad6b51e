"""Wiring of exports: for the API, which orders them, and for the function that writes them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ulid import ULID

from shelfsignal.insights.domain.exports import ExportFiles, ExportId, ExportStore
from shelfsignal.insights.domain.reads import InsightReads
from shelfsignal.insights.services.exports import ExportDesk
from shelfsignal.kernel.clock import utc_now
from shelfsignal.runtime.insight_reads import wire_plain_reads
from shelfsignal.runtime.insights import InsightResources

if TYPE_CHECKING:
    from shelfsignal.insights.adapters.s3.exports import S3Exports


class ExportResources(InsightResources, Protocol):
    """The stores, and the function that writes."""

    @property
    def export_products_function(self) -> str: ...


@dataclass(frozen=True, slots=True)
class WriteDeps:
    """What the ExportProducts Lambda is given."""

    reads: InsightReads
    exports: ExportStore
    files: ExportFiles


def wire_exports(resources: ExportResources) -> ExportDesk:
    from shelfsignal.insights.adapters.asynchronous import ExportFunction
    from shelfsignal.insights.adapters.dynamo.export_store import DynamoExports

    return ExportDesk(
        exports=DynamoExports(resources.insights_table),
        files=_files(resources.data_bucket),
        queue=ExportFunction(resources.export_products_function),
        clock=utc_now,
        timer=time.monotonic,
        new_id=lambda: ExportId(str(ULID())),
    )


def wire_write_export(resources: InsightResources) -> WriteDeps:
    from shelfsignal.insights.adapters.dynamo.export_store import DynamoExports

    return WriteDeps(
        wire_plain_reads(resources),
        DynamoExports(resources.insights_table),
        _files(resources.data_bucket),
    )


def _files(bucket: str) -> S3Exports:
    import boto3

    from shelfsignal.insights.adapters.s3.exports import S3Exports
    from shelfsignal.runtime.links import LINKS

    return S3Exports(boto3.client("s3", config=LINKS), bucket)
