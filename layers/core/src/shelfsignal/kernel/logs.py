"""Structured logs: JSON, one event a line, no payloads and no secrets."""

from aws_lambda_powertools import Logger


def logger(service: str | None = None) -> Logger:
    """A Powertools logger; without a name, POWERTOOLS_SERVICE_NAME says whose log it is."""
    return Logger(service=service, utc=True, use_rfc3339=True, log_uncaught_exceptions=False)
