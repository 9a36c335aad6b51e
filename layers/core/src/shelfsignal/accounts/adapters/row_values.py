"""How the values of our items are written and read back."""

from datetime import UTC, datetime
from typing import Any

from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId


def org_pk(org_id: OrgId) -> str:
    return f"ORG#{org_id}"


def user_pk(user_id: str) -> str:
    return f"USER#{user_id}"


def epoch(moment: datetime) -> int:
    """Seconds since 1970: how DynamoDB wants to be told when an item may vanish."""
    return int(moment.timestamp())


def from_epoch(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def brands_text(brands: frozenset[str] | None) -> list[str] | None:
    return None if brands is None else sorted(brands)


def brands_of(stored: Any) -> frozenset[str] | None:
    return None if stored is None else frozenset(stored)


def text_of(moment: datetime | None) -> str | None:
    return None if moment is None else to_z(moment)


def moment_of(text: str | None) -> datetime | None:
    return None if text is None else from_z(text)
