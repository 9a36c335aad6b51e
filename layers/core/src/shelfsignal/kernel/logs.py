"""Structured logs: JSON, one event a line, no payloads and no secrets.

Every line of ours goes through SafeFormatter, which redacts it whole: message, extras, exception,
traceback. Other people's lines (botocore's warnings, Lambda's own handler) go through a filter on
the root logger's handlers.
"""

import logging
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from shelfsignal.kernel.redaction import redact, redact_text


class SafeFormatter(LambdaPowertoolsFormatter):
    """Powertools' JSON, redacted just before it becomes text."""

    def serialize(self, log: Any) -> str:
        return super().serialize(redact(log))


class SafeFilter(logging.Filter):
    """Redacts a plain record in place, its traceback included; never drops one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact_text(_message_of(record)), ()
        if record.exc_info and record.exc_info[0]:
            text = logging.Formatter().formatException(record.exc_info)
            # The formatter prints exc_text when it is there, instead of formatting exc_info.
            record.exc_text = redact_text(text)
        return True


def logger(service: str | None = None) -> Logger:
    """A Powertools logger; without a name, POWERTOOLS_SERVICE_NAME says whose log it is."""
    guard_root()
    formatter = SafeFormatter(utc=True, use_rfc3339=True)
    return Logger(service=service, logger_formatter=formatter, log_uncaught_exceptions=False)


def guard_root() -> None:
    """Puts the filter on the root logger's handlers (Lambda brings one), once each."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(each, SafeFilter) for each in handler.filters):
            handler.addFilter(SafeFilter())


def _message_of(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # the arguments do not fit the message
        return f"{record.msg} {record.args}"
