"""In-memory stand-ins for the ports of insights, with a fuse that kills between any two writes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from shelfsignal.insights.domain.analysis import ReviewAnalysis, ReviewText
from shelfsignal.insights.domain.cards import Card, Sort, StoredCard, name_of, sort_keys
from shelfsignal.insights.domain.contributions import BatchResult
from shelfsignal.insights.domain.day_figures import DayFigures
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.domain.ledger import EntryDoc, Ledger, entry_from_json, entry_to_json
from shelfsignal.insights.domain.names import NamedProduct, SubjectNames
from shelfsignal.insights.domain.portfolio_map import PortfolioMap
from shelfsignal.insights.domain.ports import (
    CardPage,
    CardPosition,
    ScopeRun,
    UnreadableInsight,
    UnreadableLedger,
)
from shelfsignal.insights.domain.rollup_lists import summary_of
from shelfsignal.insights.domain.subject_counts import SubjectCounts, counts_of
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.domain.versions import Latest, LostRace, PointerMove, Version
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    Move,
    Rollup,
    Subject,
    SubjectSummary,
    VersionHead,
)
from shelfsignal.insights.services.deps import AnalyseDeps, RollUpDeps
from shelfsignal.insights.services.repointing import RepointDeps
from shelfsignal.insights.services.restate_rollups import RestateDeps
from shelfsignal.kernel import lake
from shelfsignal.kernel.batches import BatchRef, ScopeRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, RunId
from tests.builders.insights import NOON, read_as
from tests.fakes.feedback import FakeFeedback
from tests.fakes.work import FakePreferences


class Killed(BaseException):
    """The process is gone: nothing may catch it."""


@dataclass
class Fuse:
    """Counts writes and dies before the one at which it is set."""

    writes: int = 0
    blows_at: int | None = None

    def burn(self) -> None:
        if self.blows_at is not None and self.writes >= self.blows_at:
            raise Killed
        self.writes += 1


@dataclass
class FakeAnalyser:
    """Reads by tests.builders.insights.read_as and remembers what it was sent."""

    engine: str = "fake"
    model_version: str = "1"
    prompt_version: str = "-"
    taxonomy_version: str = "t1"
    calls: list[list[str]] = field(default_factory=list)
    read: Callable[[ReviewText], ReviewAnalysis] = read_as

    def analyse(self, reviews: Sequence[ReviewText]) -> Sequence[ReviewAnalysis]:
        self.calls.append([each.review_id for each in reviews])
        return [self.read(each) for each in reviews]


class FakeListings:
    def __init__(self) -> None:
        self.pages: dict[str, list[ProductListing]] = {}
        self.tails: dict[str, ProductListing] = {}

    def page_slice(self, batch: BatchRef) -> list[ProductListing]:
        key = lake.page_key(batch, batch.page)
        if key not in self.pages:
            raise NotFound("No such page.", key=key)
        return self.pages[key][batch.first : batch.first + batch.count]

    def tail(self, scope: ScopeRef, asin: Asin) -> ProductListing | None:
        return self.tails.get(lake.tail_key(scope, asin))


@dataclass
class FakeLedgers:
    fuse: Fuse
    stored: dict[tuple[OrgId, ProductId, str], list[EntryDoc]] = field(default_factory=dict)
    reads: int = 0

    def put(self, org: OrgId, product: ProductId, ledger: Ledger) -> str:
        self.fuse.burn()
        lines = [entry_to_json(ledger.entries[each]) for each in sorted(ledger.entries)]
        name = f"{hash(repr(lines)) & 0xFFFFFFFF:08x}"
        self.stored[org, product, name] = lines
        return name

    def get(self, org: OrgId, product: ProductId, name: str) -> Ledger:
        self.reads += 1
        if (org, product, name) not in self.stored:
            raise UnreadableLedger(product, name)
        entries = [entry_from_json(line) for line in self.stored[org, product, name]]
        return Ledger({entry.review.review_id: entry for entry in entries})


@dataclass
class FakeInsights:
    fuse: Fuse
    latests: dict[tuple[OrgId, ProductId], Latest] = field(default_factory=dict)
    stored: dict[tuple[OrgId, ProductId, int], Version] = field(default_factory=dict)
    moves: dict[tuple[OrgId, ProductId, datetime], int] = field(default_factory=dict)
    blocks: dict[OrgId, set[EngineBlock]] = field(default_factory=dict)

    def latest(self, org: OrgId, products: Sequence[ProductId]) -> dict[ProductId, Latest]:
        return {p: self.latests[org, p] for p in products if (org, p) in self.latests}

    def versions(
        self, org: OrgId, wanted: Mapping[ProductId, int]
    ) -> dict[ProductId, Version | UnreadableInsight]:
        return {p: self.stored[org, p, n] for p, n in wanted.items() if (org, p, n) in self.stored}

    def publish(
        self, org: OrgId, version: Version, latest: Latest, previous: Latest | None
    ) -> None:
        self.fuse.burn()
        product = version.product_id
        shown = self.latests.get((org, product))
        was = previous.version if previous else None
        is_moved = (shown.version if shown else None) != was
        moment = (org, product, latest.moved_at)
        if is_moved or (org, product, version.number) in self.stored or moment in self.moves:
            raise LostRace(product)
        self.stored[org, product, version.number] = version
        self.latests[org, product] = latest
        self.moves[moment] = version.number

    def stage(self, org: OrgId, version: Version, previous: Latest) -> None:
        self.fuse.burn()
        product = version.product_id
        shown = self.latests.get((org, product))
        if shown is None or _place(shown) != _place(previous):
            raise LostRace(product)
        if (org, product, version.number) in self.stored:
            raise LostRace(product)
        self.stored[org, product, version.number] = version
        self.latests[org, product] = replace(previous, newest=version.number, is_logged=False)

    def move_latest(self, org: OrgId, product: ProductId, latest: Latest, previous: Latest) -> None:
        self.fuse.burn()
        shown = self.latests.get((org, product))
        if shown is None or _place(shown) != _place(previous):
            raise LostRace(product)
        if (org, product, latest.moved_at) in self.moves:
            raise LostRace(product)
        self.latests[org, product] = latest
        self.moves[org, product, latest.moved_at] = latest.version

    def update_latest(self, org: OrgId, product: ProductId, latest: Latest) -> None:
        self.fuse.burn()
        shown = self.latests.get((org, product))
        if shown is None or _place(shown)[:2] != _place(latest)[:2]:
            raise LostRace(product)
        self.latests[org, product] = latest

    def heads(
        self, org: OrgId, product: ProductId, before: int | None, limit: int
    ) -> list[VersionHead]:
        found = [
            version.head
            for (o, p, n), version in self.stored.items()
            if (o, p) == (org, product) and (before is None or n < before)
        ]
        return sorted(found, key=lambda head: -head.version)[:limit]

    def shown_at(self, org: OrgId, product: ProductId, moment: datetime) -> int | None:
        moves = [
            (at, n)
            for (o, p, at), n in self.moves.items()
            if (o, p) == (org, product) and at <= moment
        ]
        return max(moves)[1] if moves else None

    def history(
        self, org: OrgId, product: ProductId, until: datetime | None, limit: int
    ) -> list[Move]:
        found = [
            Move(at, n)
            for (o, p, at), n in self.moves.items()
            if (o, p) == (org, product) and (until is None or at <= until)
        ]
        return sorted(found, key=lambda move: move.at, reverse=True)[:limit]

    def ever_shown(self, org: OrgId, product: ProductId) -> frozenset[int]:
        return frozenset(n for (o, p, _), n in self.moves.items() if (o, p) == (org, product))

    def blocked(self, org: OrgId) -> tuple[EngineBlock, ...]:
        return tuple(self.blocks.get(org, ()))

    def block(self, org: OrgId, block: EngineBlock) -> None:
        self.fuse.burn()
        self.blocks.setdefault(org, set()).add(block)

    def unblock(self, org: OrgId, block: EngineBlock) -> None:
        self.fuse.burn()
        self.blocks.get(org, set()).discard(block)


def _place(latest: Latest) -> tuple[int, int, datetime]:
    return latest.version, latest.newest, latest.moved_at


@dataclass
class FakePointers:
    fuse: Fuse
    log: dict[tuple[OrgId, ProductId, datetime], PointerMove] = field(default_factory=dict)
    kept: dict[tuple[OrgId, ProductId, int], Version] = field(default_factory=dict)

    def keep(self, org: OrgId, version: Version) -> None:
        self.fuse.burn()
        self.kept[org, version.product_id, version.number] = version

    def append(self, org: OrgId, move: PointerMove) -> None:
        self.fuse.burn()
        self.log[org, move.product_id, move.moved_at] = move


@dataclass
class FakeCards:
    fuse: Fuse
    cards: dict[tuple[OrgId, ProductId], StoredCard] = field(default_factory=dict)
    lists: dict[tuple[OrgId, str, ProductId], Card] = field(default_factory=dict)
    names: dict[tuple[OrgId, str, ProductId], NamedProduct] = field(default_factory=dict)
    units_per_card: float = 0.1

    def stored(self, org: OrgId, products: Sequence[ProductId]) -> dict[ProductId, StoredCard]:
        return {p: self.cards[org, p] for p in products if (org, p) in self.cards}

    def put_cards(self, org: OrgId, cards: Sequence[StoredCard]) -> None:
        for stored in cards:
            self.fuse.burn()
            self.cards[org, stored.card.product_id] = stored

    def change_entries(
        self,
        org: OrgId,
        puts: Sequence[tuple[str, Card]],
        deletes: Sequence[tuple[str, ProductId]],
    ) -> None:
        for facet, card in puts:
            self.fuse.burn()
            if name := name_of(facet):
                named = NamedProduct(card.product_id, card.title, card.brand)
                self.names[org, name, card.product_id] = named
            else:
                self.lists[org, facet, card.product_id] = card
        for facet, product in deletes:
            self.fuse.burn()
            self.lists.pop((org, facet, product), None)
            self.names.pop((org, name_of(facet) or "", product), None)

    def named(self, org: OrgId, words: str, limit: int) -> list[NamedProduct]:
        found = sorted(key for key in self.names if key[0] == org and key[1].startswith(words))
        return [self.names[key] for key in found[:limit]]

    def query(
        self,
        org: OrgId,
        facet: str,
        sort: Sort,
        *,
        descending: bool,
        limit: int,
        after: CardPosition | None,
    ) -> CardPage:
        ordered = sorted(
            (
                (sort_keys(card)[sort], card)
                for (o, f, _), card in self.lists.items()
                if (o, f) == (org, facet)
            ),
            key=lambda item: item[0],
            reverse=descending,
        )
        if after is not None:
            ordered = [
                item
                for item in ordered
                if (item[0] < after.sort_key if descending else item[0] > after.sort_key)
            ]
        found = ordered[:limit]
        end = CardPosition(found[-1][0], found[-1][1].product_id) if len(ordered) > limit else None
        cards = tuple(card for _, card in found)
        return CardPage(cards, end, len(cards) * self.units_per_card)


@dataclass
class FakeResults:
    fuse: Fuse
    stored: dict[str, BatchResult] = field(default_factory=dict)
    before: dict[tuple[str, RunId], BatchResult] = field(default_factory=dict)
    rolled_up: dict[tuple[OrgId, RunId], date] = field(default_factory=dict)

    def is_finished(self, batch: BatchRef) -> bool:
        result = self.stored.get(lake.result_key(batch))
        return result is not None and result.is_finished

    def put(self, batch: BatchRef, result: BatchResult) -> None:
        self.fuse.burn()
        self.stored[lake.result_key(batch)] = result

    def restate(
        self, prefix: str, act: RunId, change: Callable[[BatchResult], BatchResult]
    ) -> None:
        for key in [key for key in self.stored if key.startswith(prefix)]:
            after = change(self.stored[key])
            if after is not self.stored[key]:
                self.fuse.burn()
                self.before[key, act] = self.stored[key]
                self.fuse.burn()
                self.stored[key] = after

    def scopes(self, org: OrgId, run: RunId) -> dict[str, str]:
        start = lake.results_prefix(org, run)
        return {
            key[len(start) :].split("/")[0]: key.rsplit("/", 1)[0] + "/"
            for key in self.stored
            if key.startswith(start)
        }

    def note_rolled_up(self, org: OrgId, run: RunId, day: date) -> None:
        self.rolled_up[org, run] = day

    def read(self, prefix: str) -> Iterator[BatchResult]:
        for key in sorted(self.stored):
            if key.startswith(prefix):
                yield self.stored[key]


@dataclass
class FakeRollups:
    fuse: Fuse
    runs: dict[OrgId, dict[str, tuple[ScopeRun, ...]]] = field(default_factory=dict)
    shown: dict[tuple[OrgId, Subject], Rollup] = field(default_factory=dict)
    history: dict[tuple[OrgId, Subject, date], Rollup] = field(default_factory=dict)
    subjects: dict[OrgId, SubjectNames] = field(default_factory=dict)
    maps: dict[tuple[OrgId, Marketplace | None], PortfolioMap] = field(default_factory=dict)

    def scope_runs(self, org: OrgId) -> dict[str, tuple[ScopeRun, ...]]:
        return dict(self.runs.get(org, {}))

    def put_scope_runs(self, org: OrgId, runs: Mapping[str, tuple[ScopeRun, ...]]) -> None:
        self.fuse.burn()
        self.runs.setdefault(org, {}).update(runs)

    def put(self, org: OrgId, rollups: Sequence[Rollup]) -> int:
        changed = [
            each
            for each in rollups
            if (was := self.shown.get((org, each.subject))) is None
            or replace(was, run_id=each.run_id) != each
        ]
        for each in changed:
            self.fuse.burn()
            self.history[org, each.subject, each.day] = each
            self.shown[org, each.subject] = each
        return len(changed)

    def remove_others(self, org: OrgId, kept: set[Subject]) -> int:
        gone = [key for key in self.shown if key[0] == org and key[1] not in kept]
        for key in gone:
            self.fuse.burn()
            del self.shown[key]
        return len(gone)

    def counts(self, org: OrgId, subjects: Sequence[Subject]) -> dict[Subject, SubjectCounts]:
        return {s: counts_of(self.shown[org, s]) for s in subjects if (org, s) in self.shown}

    def put_map(
        self, org: OrgId, made: PortfolioMap, marketplace: Marketplace | None = None
    ) -> None:
        self.fuse.burn()
        self.maps[org, marketplace] = made

    def put_names(self, org: OrgId, names: SubjectNames) -> None:
        self.fuse.burn()
        self.subjects[org] = names

    def names(self, org: OrgId) -> SubjectNames:
        return self.subjects.get(org, SubjectNames())

    def get_map(self, org: OrgId, marketplace: Marketplace | None = None) -> PortfolioMap | None:
        found = self.maps.get((org, marketplace))
        return found if found and found.cells else None

    def stated_day(self, org: OrgId) -> date | None:
        return self.shown[org, PORTFOLIO].day if (org, PORTFOLIO) in self.shown else None

    def get(self, org: OrgId, subject: Subject, day: date | None) -> Rollup | None:
        if day is None:
            return self.shown.get((org, subject))
        return self.history.get((org, subject, day))

    def summaries(self, org: OrgId, first: Subject, limit: int) -> list[SubjectSummary]:
        found = sorted(
            (s.name, rollup)
            for (o, s), rollup in self.shown.items()
            if o == org and s.list_key == first.list_key and s.name > first.name
        )
        return [summary_of(rollup) for _, rollup in found[:limit]]


@dataclass
class FakeFigures:
    """FiguresStore with a lock, for there are many readers."""

    kept: dict[tuple[OrgId, ProductId], DayFigures] = field(default_factory=dict)
    claims: dict[tuple[OrgId, ProductId], datetime] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def get(self, org: OrgId, product: ProductId) -> DayFigures | None:
        return self.kept.get((org, product))

    def put(self, org: OrgId, product: ProductId, figures: DayFigures) -> None:
        was = self.kept.get((org, product))
        if was is None or was.computed_at < figures.computed_at:
            self.kept[org, product] = figures

    def claim(self, org: OrgId, product: ProductId, now: datetime, until: datetime) -> bool:
        with self.lock:
            taken = self.claims.get((org, product))
            if taken is not None and taken > now:
                return False
            self.claims[org, product] = until
            return True


class Ticking:
    """A clock that moves a second a reading."""

    def __init__(self, start: datetime = NOON) -> None:
        self.now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class World:
    """All the fakes of insights, wired together."""

    def __init__(self, analyser: FakeAnalyser | None = None) -> None:
        self.fuse = Fuse()
        self.listings = FakeListings()
        self.ledgers = FakeLedgers(self.fuse)
        self.insights = FakeInsights(self.fuse)
        self.pointers = FakePointers(self.fuse)
        self.cards = FakeCards(self.fuse)
        self.results = FakeResults(self.fuse)
        self.feedback = FakeFeedback(self.fuse.burn)
        self.rollups = FakeRollups(self.fuse)
        self.preferences = FakePreferences()
        self.analyser = analyser or FakeAnalyser()
        self.clock = Ticking()

    @property
    def analyse_deps(self) -> AnalyseDeps:
        return AnalyseDeps(
            listings=self.listings,
            ledgers=self.ledgers,
            insights=self.insights,
            pointers=self.pointers,
            cards=self.cards,
            results=self.results,
            feedback=self.feedback,
            analyser=self.analyser,
            taxonomy=load_taxonomy(),
            clock=self.clock,
        )

    @property
    def roll_up_deps(self) -> RollUpDeps:
        return RollUpDeps(self.results, self.rollups, load_taxonomy(), self.preferences)

    @property
    def repoint_deps(self) -> RepointDeps:
        return RepointDeps(self.insights, self.pointers, self.cards, self.rollups, self.clock)

    @property
    def restate_deps(self) -> RestateDeps:
        return RestateDeps(self.insights, self.cards, self.roll_up_deps)

    def deliver(self, batch: BatchRef, *listings: ProductListing) -> BatchRef:
        """Put listings where the batch will look for them."""
        self.listings.pages[lake.page_key(batch, batch.page)] = list(listings)
        return batch
