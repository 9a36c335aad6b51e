"""What happens around every call of a known caller: quotas before it, a usage record after it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.runtime.web.routing import Route


@dataclass
class Call:
    """A call whose caller is known. headers go out with the answer, whatever it will be.

    received_bytes: of the body, as it came.
    """

    route: Route
    request_id: str
    principal: Principal
    received_bytes: int = 0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How the call ended; elapsed_ms includes finding out who calls."""

    status: int
    size_bytes: int
    elapsed_ms: float


class Hook(Protocol):
    """Sees each call before its view runs, in order, and after it was answered."""

    def before(self, call: Call) -> None:
        """May add headers, and refuse the call. Raises: Rejected, Transient."""

    def after(self, call: Call, outcome: Outcome) -> None:
        """Notes what happened. A failure is logged; the answer stays what it is."""


Hooks = Sequence[Hook]
