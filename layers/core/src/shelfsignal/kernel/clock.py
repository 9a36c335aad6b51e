"""Time: aware UTC datetimes inside, ISO-8601 with Z outside, and a clock as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, aware and in UTC."""
    return datetime.now(UTC)


def to_z(moment: datetime) -> str:
    """ISO-8601 in UTC with milliseconds, so that strings sort as the moments do.

    >>> to_z(datetime(2026, 11, 3, 9, 30, tzinfo=UTC))
    '2026-11-03T09:30:00.000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_z(text: str) -> datetime:
    """The inverse of to_z; any ISO-8601 text with an offset is taken.

    Raises: ValueError when the text is no date, or has no offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        message = f"{text!r} has no time zone"
        raise ValueError(message)
    return moment.astimezone(UTC)
