"""Turning a product's delivery into its next version, once, whoever else is at it.

Order of writes, so that a kill between any two leaves nothing wrong: the ledger (content-
addressed), then version, pointer and LATEST in one transaction, then the version and the pointer in
the log, then the note that they are logged. A retry finds LATEST where it was left and only does
what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shelfsignal.insights.domain.aggregation import aggregate
from shelfsignal.insights.domain.body import InsightBody
from shelfsignal.insights.domain.contributions import ProductFailure
from shelfsignal.insights.domain.deliveries import Delivery
from shelfsignal.insights.domain.labelling import EngineId
from shelfsignal.insights.domain.ledger import EMPTY, NO_HOLD, Hold, Ledger, Merged, merge
from shelfsignal.insights.domain.metering import NOTHING, Payer, Spent
from shelfsignal.insights.domain.versions import (
    Effort,
    Inputs,
    Latest,
    LostRace,
    Version,
)
from shelfsignal.insights.services.deps import AnalyseDeps
from shelfsignal.insights.services.pointers import log_move
from shelfsignal.insights.services.reading import Question, Read, read_reviews
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.errors import ShelfSignalError, StoreUnavailable, Transient
from shelfsignal.kernel.ids import OrgId, ProductId, RunId

_MAX_RACES = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A product's next ledger before its new reviews are read."""

    delivery: Delivery
    context: str
    previous: Latest | None
    merged: Merged

    @property
    def product_id(self) -> ProductId:
        return self.delivery.product.product_id

    def question(self) -> Question:
        entries = self.merged.ledger.entries
        wanted = self.merged.ledger.to_analyse(self.context)
        reviews = [entries[review].review for review in wanted]
        return Question(self.delivery.product, self.context, reviews)


@dataclass(frozen=True, slots=True)
class Published:
    """LATEST after a delivery; body is None when the version was there before.

    is_kept: the engine is blocked, and what was shown stays shown whatever was delivered.
    left_undone: reviews without money to be read; unversioned: what was spent on reading that made
    no version, such as reviews that failed again.
    """

    latest: Latest
    body: InsightBody | None
    is_kept: bool = False
    left_undone: int = 0
    unversioned: Spent = NOTHING


@dataclass(frozen=True, slots=True)
class Publisher:
    """The writing of one run's versions."""

    org: OrgId
    run: RunId
    deps: AnalyseDeps

    def draft(self, delivery: Delivery, latest: Latest | None) -> Draft | ProductFailure:
        """Merge a delivery into the product's ledger."""
        product = delivery.product.product_id
        latest = self.log_move(product, latest) if latest else None
        context = EngineId.of(self.deps.analyser).context(delivery.product)
        try:
            ledger = self._ledger(product, latest)
        except Transient:
            raise
        except ShelfSignalError as error:
            return ProductFailure(product, error.code, error.message)
        return Draft(
            delivery, context, latest, merge(ledger, delivery, latest.hold if latest else NO_HOLD)
        )

    def publish(self, draft: Draft, read: Read | ProductFailure) -> Published | ProductFailure:
        """Write what the draft and its labels make, starting over when somebody was quicker."""
        for _ in range(_MAX_RACES):
            if isinstance(read, ProductFailure):
                return read
            try:
                return self._write(draft, read)
            except LostRace:
                again = self._again(draft)
            if isinstance(again, ProductFailure):
                return again
            draft, read = again, self._read(again)
        raise StoreUnavailable("insights", product_id=draft.product_id)

    def log_move(self, product: ProductId, latest: Latest, made: Version | None = None) -> Latest:
        """Make sure the last move stands in the pointer log."""
        return log_move(self.org, product, latest, self.deps.insights, self.deps.pointers, made)

    def keep(self, product: ProductId, latest: Latest | None) -> Published | ProductFailure:
        """What is shown stays; a product that shows nothing yet has to wait for another engine."""
        if latest is None:
            reason = "The engine version is blocked and there is no earlier insight."
            return ProductFailure(product, "engine_blocked", reason)
        return Published(self.log_move(product, latest), None, is_kept=True)

    def _ledger(self, product: ProductId, latest: Latest | None) -> Ledger:
        if latest is None:
            return EMPTY
        shown = self.deps.ledgers.get(self.org, product, latest.ledger_object)
        if latest.newest == latest.version:
            return shown
        return self._since(product, latest.newest, shown)

    def _since(self, product: ProductId, newest: int, shown: Ledger) -> Ledger:
        """After a rollback: the reviews of the newest version, as read in the one shown."""
        version = self.deps.insights.versions(self.org, {product: newest}).get(product)
        if not isinstance(version, Version):
            return shown
        return self.deps.ledgers.get(self.org, product, version.ledger_object).read_as_in(shown)

    def _again(self, draft: Draft) -> Draft | ProductFailure:
        product = draft.product_id
        latest = self.deps.insights.latest(self.org, [product]).get(product)
        return self.draft(draft.delivery, latest)

    @property
    def payer(self) -> Payer:
        return Payer(self.org, self.run)

    def _read(self, draft: Draft) -> Read | ProductFailure:
        deps, question = self.deps, draft.question()
        found = read_reviews([question], deps.analyser, self.payer, deps.taxonomy)
        return found[draft.product_id]

    def _write(self, draft: Draft, read: Read) -> Published:
        ledger = draft.merged.ledger.with_labels(read.labels)
        inputs = Inputs.of(ledger, draft.context)
        previous = draft.previous
        if previous is not None and previous.inputs_hash == inputs.hash:
            known = self._remember(draft, previous, len(inputs.failed))
            return Published(known, None, left_undone=read.left_undone, unversioned=read.spent)
        version = self._version(draft, ledger, inputs, effort_of(read))
        latest = Latest(
            version=version.number,
            newest=version.number,
            inputs_hash=version.inputs_hash,
            ledger_object=version.ledger_object,
            context=draft.context,
            seen=draft.delivery.listing_hashes,
            hold=_hold(draft),
            failed=len(inputs.failed),
            run_id=self.run,
            moved_at=version.created_at,
            effort=version.effort,
        )
        self.deps.insights.publish(self.org, version, latest, previous)
        moved = self.log_move(draft.product_id, latest, version)
        return Published(moved, version.body, left_undone=read.left_undone)

    def _remember(self, draft: Draft, previous: Latest, failed: int) -> Latest:
        latest = previous.after(draft.delivery.listing_hashes, draft.merged.hold, failed)
        latest = replace(latest, context=draft.context)  # unknown since a rollback
        if latest != previous:
            latest = replace(latest, is_logged=False)
            self.deps.insights.update_latest(self.org, draft.product_id, latest)
        return self.log_move(draft.product_id, latest)

    def _version(self, draft: Draft, ledger: Ledger, inputs: Inputs, effort: Effort) -> Version:
        body = aggregate(
            ledger,
            self.deps.taxonomy,
            has_variations=draft.delivery.product.parent_asin is not None,
        )
        return Version(
            product_id=draft.product_id,
            number=draft.previous.newest + 1 if draft.previous else 1,
            engine=EngineId.of(self.deps.analyser),
            inputs_hash=inputs.hash,
            ledger_hash=inputs.ledger_hash,
            ledger_object=self.deps.ledgers.put(self.org, draft.product_id, ledger),
            created_at=to_stored_precision(self.deps.clock()),
            run_id=self.run,
            effort=effort,
            body=body,
        )


def to_stored_precision(moment: datetime) -> datetime:
    """Milliseconds, as every store keeps them: read back, it is the same moment."""
    return from_z(to_z(moment))


def _hold(draft: Draft) -> Hold:
    if draft.merged.hold is not None:
        return draft.merged.hold
    return draft.previous.hold if draft.previous else NO_HOLD


def effort_of(read: Read) -> Effort:
    made = list(read.labels.values())
    return Effort(
        analysed=sum(each.analysis.is_analysed for each in made),
        rejected_quotes=sum(each.rejected_quotes for each in made),
        rejected_labels=sum(each.rejected_labels for each in made),
        tokens=read.spent.tokens,
        cost_usd=read.spent.cost_usd,
    )


def questions(drafts: Sequence[Draft]) -> list[Question]:
    """What the drafts' new reviews ask of an engine."""
    return [draft.question() for draft in drafts]
