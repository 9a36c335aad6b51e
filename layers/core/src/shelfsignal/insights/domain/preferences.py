"""An organisation's own choices about its insights: when a product needs attention, and what may
be spent on reading reviews. The deployment's own limits hold beside them: the lower one counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol

from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId

# Of a thousand products about twenty: what one person can look at in a morning.
NEEDS_ATTENTION_FROM: Final = 35.0


@dataclass(frozen=True, slots=True)
class Caps:
    """Spending limits in US dollars and tokens; None: the deployment's own."""

    usd_a_run: Decimal | None = None
    usd_a_day: Decimal | None = None
    tokens_a_run: int | None = None
    tokens_a_day: int | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """needs_attention_from: the attention score (0-100) from which a product needs somebody."""

    needs_attention_from: float = NEEDS_ATTENTION_FROM
    caps: Caps = field(default_factory=Caps)

    def __post_init__(self) -> None:
        """Raises: InvalidInput."""
        if not 0 < self.needs_attention_from <= 100:  # noqa: PLR2004 - a score's own scale
            message = "The score from which a product needs attention is above 0, at most 100."
            raise InvalidInput(message, field="attention.needs_attention_from")
        caps = self.caps
        for name in Caps.__dataclass_fields__:
            value = getattr(caps, name)
            if value is not None and value < 0:
                raise InvalidInput("A limit is not below zero.", field=f"budget.{name}")


class PreferenceStore(Protocol):
    """Preferences by organisation."""

    def get(self, org: OrgId) -> Preferences:
        """The defaults when nothing was ever chosen."""

    def put(self, org: OrgId, preferences: Preferences) -> None:
        """Replaces them."""
