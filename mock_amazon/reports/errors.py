"""Errors of reports."""

from mock_amazon.answers import Refusal, invalid_input


def report_not_found(report_id: str) -> Refusal:
    """404: no such report of this seller."""
    return Refusal(404, "NotFound", f"Report {report_id[:60]} was not found.")


def document_not_found(document_id: str) -> Refusal:
    """404: no such document of this seller."""
    return Refusal(404, "NotFound", f"Report document {document_id[:80]} was not found.")


def unknown_type(report_type: str) -> Refusal:
    """400: a report nobody makes here."""
    return invalid_input(f"Report type {report_type[:60]} is not supported.")


def too_late(state: str) -> Refusal:
    """400: only a report that waits in the queue can be cancelled."""
    return invalid_input(f"A report that is {state} cannot be cancelled.")
