"""Bodies of the Reports API."""

from typing import Any

from mock_amazon.clock import iso
from mock_amazon.reports.models import Report, ReportState

Json = dict[str, Any]


def report_json(report: Report, now: float) -> Json:
    """One report as it stands."""
    state = report.state(now)
    body: Json = {
        "reportId": report.report_id,
        "reportType": report.report_type,
        "marketplaceIds": [place.marketplace_id for place in report.places],
        "dataStartTime": iso(report.data_start),
        "dataEndTime": iso(report.data_end),
        "createdTime": iso(report.created_at),
        "processingStatus": state,
    }
    if state not in (ReportState.IN_QUEUE, ReportState.CANCELLED):
        body["processingStartTime"] = iso(report.started_at)
    if state in (ReportState.DONE, ReportState.FATAL):
        body["processingEndTime"] = iso(report.ended_at)
    if state is ReportState.DONE:
        body["reportDocumentId"] = report.document_id
    return body


def document_json(report: Report, url: str, *, compressed: bool) -> Json:
    """Where the document is to be had for the next five minutes."""
    body = {"reportDocumentId": report.document_id, "url": url}
    return {**body, "compressionAlgorithm": "GZIP"} if compressed else body
