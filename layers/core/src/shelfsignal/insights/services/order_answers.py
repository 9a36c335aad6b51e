"""Having a chunk's reviews read overnight: ordered, waited for, put into the drawer of answers."""

from __future__ import annotations

from collections.abc import Iterator

from shelfsignal.insights.domain.analysis import ReviewText
from shelfsignal.insights.domain.backfills import Backlog, Collected, Ordered
from shelfsignal.insights.domain.labelling import Described, EngineId, has_text, text_of
from shelfsignal.insights.domain.ledger import Ledger
from shelfsignal.insights.domain.metering import Payer
from shelfsignal.insights.services.backfill_deps import BackfillDeps
from shelfsignal.insights.services.parallel import each
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.errors import InvalidInput, ShelfSignalError, Transient
from shelfsignal.kernel.ids import ProductId


def order_answers(chunk: ChunkRef, deps: BackfillDeps) -> Ordered:
    """Orders the answers that the chunk's reviews need in another context; again, the same."""
    texts = list(_texts(chunk, deps))
    earlier = [_name(chunk, number) for number in range(1, chunk.round)]
    return _backlog(deps).order(_payer(chunk), _name(chunk, chunk.round), texts, earlier)


def collect_answers(chunk: ChunkRef, deps: BackfillDeps) -> Collected | None:
    """None while the order is under way."""
    return _backlog(deps).collect(_payer(chunk), _name(chunk, chunk.round))


def _texts(chunk: ChunkRef, deps: BackfillDeps) -> Iterator[ReviewText]:
    """Of products whose ledger can be read; the others fail when they are analysed."""
    engine = EngineId.of(deps.analyser)
    latest = deps.insights.latest(chunk.org_id, chunk.products)
    cards = deps.cards.stored(chunk.org_id, chunk.products)
    known = [product for product in chunk.products if product in latest and product in cards]

    def wanted(product: Described, ledger: Ledger) -> Iterator[ReviewText]:
        for review in ledger.to_analyse(engine.context(product)):
            found = ledger.entries[review].review
            if has_text(found):
                yield text_of(found, product.category)

    ledgers = each(lambda p: _ledger(chunk, p, latest[p].ledger_object, deps), known, deps.workers)
    for product, ledger in zip(known, ledgers, strict=True):
        if ledger is not None:
            yield from wanted(cards[product].card, ledger)


def _ledger(chunk: ChunkRef, product: ProductId, name: str, deps: BackfillDeps) -> Ledger | None:
    try:
        return deps.ledgers.get(chunk.org_id, product, name)
    except Transient:
        raise
    except ShelfSignalError:
        return None


def _backlog(deps: BackfillDeps) -> Backlog:
    if deps.backlog is None:
        message = f"The engine {deps.analyser.engine} is asked online only."
        raise InvalidInput(message, field="mode")
    return deps.backlog


def _payer(chunk: ChunkRef) -> Payer:
    return Payer(chunk.org_id, chunk.backfill_id)


def _name(chunk: ChunkRef, number: int) -> str:
    return f"{chunk.chunk:05d}-{number:02d}"
