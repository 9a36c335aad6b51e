"""Immutable versions of an insight and the pointer to the one that is shown.

A version's identity is the hash of what it was computed from; clock, run and cost stand beside it
and never in it. Same inputs, no new version.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Final

from shelfsignal.insights.domain.body import InsightBody
from shelfsignal.insights.domain.labelling import EngineId
from shelfsignal.insights.domain.ledger import Hold, Ledger
from shelfsignal.insights.domain.version_head import VersionHead
from shelfsignal.kernel.errors import Transient
from shelfsignal.kernel.ids import ProductId, ReviewId, RunId

MAX_SEEN: Final = 4


class LostRace(Transient):
    """LATEST was moved by somebody else since it was read; read again and start over."""

    code = "lost_race"

    def __init__(self, product: ProductId) -> None:
        super().__init__(f"Another writer moved {product}.", retry_after_s=0.1, product_id=product)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that an insight is computed from.

    context: engine, model, prompt, taxonomy and what of the product the engine is told; failed:
    reviews the engine could not read, for reading them later is a new input.
    """

    ledger_hash: str
    context: str
    failed: tuple[ReviewId, ...] = ()

    @classmethod
    def of(cls, ledger: Ledger, context: str) -> Inputs:
        return cls(ledger.hash, context, ledger.failed)

    @property
    def hash(self) -> str:
        text = "\n".join((self.ledger_hash, self.context, *self.failed))
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Effort:
    """What making a version took: reviews read, answers refused, tokens and US dollars."""

    analysed: int = 0
    rejected_quotes: int = 0
    rejected_labels: int = 0
    tokens: int = 0
    cost_usd: Decimal = field(default=Decimal(0))


@dataclass(frozen=True, slots=True)
class Latest:
    """Which version is shown, and enough to know that nothing new has come.

    newest: the highest number given out (above version after a rollback); seen: hashes of the
    listings that led here; hold: reviews kept from deletion; failed: reviews not readable;
    is_logged: this and the newest version stand in the pointer log too.
    """

    version: int
    newest: int
    inputs_hash: str
    ledger_object: str
    context: str
    seen: tuple[str, ...]
    hold: Hold
    failed: int
    run_id: RunId
    moved_at: datetime
    effort: Effort
    is_logged: bool = False

    def has_seen(self, listing_hash: str, context: str) -> bool:
        """True when a delivery of this hash can bring nothing new."""
        return self.failed == 0 and self.context == context and listing_hash in self.seen

    def after(self, seen: tuple[str, ...], hold: Hold | None, failed: int) -> Latest:
        """The same version after a delivery that changed no input."""
        now = self.hold if hold is None else hold
        # A listing seen in another state of holding back would now bring something new.
        earlier = self.seen if now == self.hold else ()
        known = tuple(dict.fromkeys((*earlier, *seen)))[-MAX_SEEN:]
        return replace(self, seen=known, hold=now, failed=failed)


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable insight of a product; ledger_object names the stored ledger it counts."""

    product_id: ProductId
    number: int
    engine: EngineId
    inputs_hash: str
    ledger_hash: str
    ledger_object: str
    created_at: datetime
    run_id: RunId
    effort: Effort
    body: InsightBody

    @property
    def head(self) -> VersionHead:
        return VersionHead(
            version=self.number,
            created_at=self.created_at,
            run_id=self.run_id,
            engine=self.engine.engine,
            model_version=self.engine.model_version,
            prompt_version=self.engine.prompt_version,
            taxonomy_version=self.engine.taxonomy_version,
            inputs_hash=self.inputs_hash,
            ledger_hash=self.ledger_hash,
            reviews=self.body.reviews,
            analysed=self.body.analysed,
            tokens=self.effort.tokens,
            cost_usd=str(self.effort.cost_usd),
        )


@dataclass(frozen=True, slots=True)
class PointerMove:
    """LATEST was moved to `version` at `moved_at`; `as_of` is answered from these.

    latest: as the move left it, with what was seen since; None in moves logged without it.
    """

    product_id: ProductId
    version: int
    inputs_hash: str
    moved_at: datetime
    run_id: RunId
    latest: Latest | None = None
