"""Another engine's insights of the reviews that are known, staged beside the ones shown.

The reviews are those of the version shown, so that the two differ by what was read in them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shelfsignal.insights.domain.aggregation import aggregate
from shelfsignal.insights.domain.backfills import ChunkResult
from shelfsignal.insights.domain.cards import Card
from shelfsignal.insights.domain.contributions import ProductFailure
from shelfsignal.insights.domain.labelling import EngineId
from shelfsignal.insights.domain.ledger import Ledger
from shelfsignal.insights.domain.metering import Payer
from shelfsignal.insights.domain.versions import Inputs, Latest, LostRace, Version
from shelfsignal.insights.services.backfill_deps import BackfillDeps
from shelfsignal.insights.services.parallel import each
from shelfsignal.insights.services.pointers import log_move
from shelfsignal.insights.services.publishing import effort_of, to_stored_precision
from shelfsignal.insights.services.reading import Question, Read, read_reviews
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.errors import ShelfSignalError, StoreUnavailable, Transient
from shelfsignal.kernel.ids import ProductId

GROUP: Final = 20
"""Products whose reviews go to the engine together."""
_MAX_RACES: Final = 5
_HEADS: Final = 10
_OUT_OF_TIME: Final = "out_of_time"


@dataclass(frozen=True, slots=True)
class Draft:
    """A product, the version it shows, and the reviews that version counts."""

    card: Card
    latest: Latest
    ledger: Ledger
    context: str

    @property
    def question(self) -> Question:
        entries = self.ledger.entries
        wanted = self.ledger.to_analyse(self.context)
        return Question(self.card, self.context, [entries[review].review for review in wanted])


def stage_versions(chunk: ChunkRef, deps: BackfillDeps, is_late: Callable[[], bool]) -> int:
    """How many of the chunk's products are done; it is called again with them in `after`.

    is_late tells when to hand on what is left. Each group's result is added to the chunk's as soon
    as it is there. Raises: Transient.
    """
    after = chunk.after
    while after < len(chunk.products):
        group = chunk.products[after : after + GROUP]
        done, is_complete = _Staging(chunk, deps).group(group)
        if not is_complete:  # what was read is in the drawer: the next call goes on from there
            return after
        _add(chunk, after, done, deps)
        after += len(group)
        if is_late():
            break
    return after


def _add(chunk: ChunkRef, after: int, done: ChunkResult, deps: BackfillDeps) -> None:
    """A chunk begun anew forgets what an earlier attempt left undone."""
    before = deps.backfills.result(chunk)
    if after == 0:
        before = replace(before, failures=(), unread={}, error=None, unchanged=0, reviews_read=0)
    deps.backfills.put_result(chunk, before + done)


@dataclass(frozen=True, slots=True)
class _Staging:
    chunk: ChunkRef
    deps: BackfillDeps

    @property
    def engine(self) -> EngineId:
        return EngineId.of(self.deps.analyser)

    def group(self, products: Sequence[ProductId]) -> tuple[ChunkResult, bool]:
        """What became of them, and False when the engine had no time for all reviews."""
        org = self.chunk.org_id
        latest = self.deps.insights.latest(org, products)
        stored = self.deps.cards.stored(org, products)
        known = [product for product in products if product in latest and product in stored]
        drafts = each(lambda p: self._draft(stored[p].card, latest[p]), known, self.deps.workers)
        good = [draft for draft in drafts if isinstance(draft, Draft)]
        payer = Payer(org, self.chunk.backfill_id)
        asked = [draft.question for draft in good]
        read = read_reviews(asked, self.deps.analyser, payer, self.deps.taxonomy)
        if any(_has_no_time(each_read) for each_read in read.values()):
            return ChunkResult(), False
        outcomes = each(
            lambda draft: self._staged(draft, read[draft.card.product_id]), good, self.deps.workers
        )
        failures = tuple(draft for draft in drafts if isinstance(draft, ProductFailure))
        return sum(outcomes, ChunkResult(failures=failures)), True

    def _draft(self, card: Card, latest: Latest) -> Draft | ProductFailure:
        product = card.product_id
        latest = self._logged(product, latest)
        try:
            ledger = self.deps.ledgers.get(self.chunk.org_id, product, latest.ledger_object)
        except Transient:
            raise
        except ShelfSignalError as error:
            return ProductFailure(product, error.code, error.message)
        return Draft(card, latest, ledger, self.engine.context(card))

    def _staged(self, draft: Draft, read: Read | ProductFailure) -> ChunkResult:
        if isinstance(read, ProductFailure):
            return ChunkResult(failures=(read,))
        product = draft.card.product_id
        unread = {product: read.left_undone} if read.left_undone else {}
        known = ChunkResult(unread=unread, reviews_read=effort_of(read).analysed)
        for _ in range(_MAX_RACES):
            try:
                return known + self._write(draft, read)
            except LostRace:
                org = self.chunk.org_id
                latest = self.deps.insights.latest(org, [product])[product]
                again = self._draft(draft.card, latest)
            if isinstance(again, ProductFailure):
                return known + ChunkResult(failures=(again,))
            draft = again
            question = draft.question
            payer = Payer(self.chunk.org_id, self.chunk.backfill_id)
            found = read_reviews([question], self.deps.analyser, payer, self.deps.taxonomy)
            more = found[product]
            if isinstance(more, ProductFailure):
                return known + ChunkResult(failures=(more,))
            read = more
        raise StoreUnavailable("insights", product_id=product)

    def _write(self, draft: Draft, read: Read) -> ChunkResult:
        ledger = draft.ledger.with_labels(read.labels)
        inputs = Inputs.of(ledger, draft.context)
        if self._is_there(draft, inputs.hash):
            return ChunkResult(unchanged=1)
        org, product = self.chunk.org_id, draft.card.product_id
        has_variations = draft.card.parent_asin is not None
        version = Version(
            product_id=product,
            number=draft.latest.newest + 1,
            engine=self.engine,
            inputs_hash=inputs.hash,
            ledger_hash=inputs.ledger_hash,
            ledger_object=self.deps.ledgers.put(org, product, ledger),
            created_at=to_stored_precision(self.deps.clock()),
            run_id=self.chunk.backfill_id,
            effort=effort_of(read),
            body=aggregate(ledger, self.deps.taxonomy, has_variations=has_variations),
        )
        self.deps.insights.stage(org, version, draft.latest)
        knowing = replace(draft.latest, newest=version.number, is_logged=False)
        self._logged(product, knowing, version)
        return ChunkResult(staged=1)

    def _logged(self, product: ProductId, latest: Latest, made: Version | None = None) -> Latest:
        org, deps = self.chunk.org_id, self.deps
        return log_move(org, product, latest, deps.insights, deps.pointers, made)

    def _is_there(self, draft: Draft, inputs_hash: str) -> bool:
        """Shown, or staged by an earlier backfill or an earlier attempt at this one."""
        if draft.latest.inputs_hash == inputs_hash:
            return True
        product = draft.card.product_id
        heads = self.deps.insights.heads(self.chunk.org_id, product, None, _HEADS)
        return any(head.inputs_hash == inputs_hash for head in heads)


def _has_no_time(read: Read | ProductFailure) -> bool:
    return isinstance(read, Read) and any(
        labels.analysis.reason == _OUT_OF_TIME for labels in read.labels.values()
    )
