"""The fakes and the real stores keep the same promises."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from shelfsignal.insights.domain.aggregation import aggregate
from shelfsignal.insights.domain.attention import assess
from shelfsignal.insights.domain.cards import Sort, StoredCard, make_card
from shelfsignal.insights.domain.contributions import ProductFailure
from shelfsignal.insights.domain.deliveries import deliver
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.domain.labelling import EngineId, text_of
from shelfsignal.insights.domain.ledger import EMPTY, Hold, Labels, merge
from shelfsignal.insights.domain.names import NamedSubject, SubjectNames
from shelfsignal.insights.domain.ports import CardPosition, ScopeRun, UnreadableLedger
from shelfsignal.insights.domain.rollup_lists import summary_of
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.domain.versions import Effort, Latest, LostRace, PointerMove, Version
from shelfsignal.insights.domain.views import PORTFOLIO, Subject, SubjectKind
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel.ids import Marketplace, OrgId, ProductId, RunId
from tests.builders.insights import DAY, NOON, ORG, a_batch, a_listing, a_product, a_review, read_as
from tests.builders.insights_views import a_map
from tests.fakes.insights import World

P1 = ProductId("US-B000000001")
OTHER = OrgId("other")
LEDGER = merge(
    EMPTY,
    deliver([a_listing([a_review(i, 1 + i % 5, f"{i}: it rattles loudly") for i in range(15)])]),
).ledger
LEDGER = LEDGER.with_labels(
    {r: Labels(read_as(text_of(e.review, "c")), "e1") for r, e in LEDGER.entries.items()}
)
BODY = aggregate(LEDGER, load_taxonomy(), has_variations=True)


def a_version(number=1, body=BODY, **changes):
    made = NOON + timedelta(minutes=number)
    fields = {
        "product_id": P1,
        "number": number,
        "engine": EngineId("fake", "1", "-", "t"),
        "inputs_hash": f"inputs{number}",
        "ledger_hash": "ledger",
        "ledger_object": "object",
        "created_at": made,
        "run_id": RunId("RUN1"),
        "effort": Effort(3, 1, 2, 40, Decimal("0.0012")),
        "body": body,
    }
    return Version(**(fields | changes))


def a_latest(version, **changes):
    latest = Latest(
        version=version.number,
        newest=version.number,
        inputs_hash=version.inputs_hash,
        ledger_object="object",
        context="e1",
        seen=("a", "b"),
        hold=Hold(3, 10),
        failed=1,
        run_id=version.run_id,
        moved_at=version.created_at,
        effort=version.effort,
    )
    return replace(latest, **changes)


def publish(stores, number=1, previous=None, **changes):
    version = a_version(number, **changes)
    latest = a_latest(version)
    stores.insights.publish(ORG, version, latest, previous)
    return version, latest


def test_a_version_is_read_back_as_published(stores):
    version, latest = publish(stores)

    assert stores.insights.latest(ORG, [P1]) == {P1: latest}
    assert stores.insights.versions(ORG, {P1: 1}) == {P1: version}


def test_nothing_published_nothing_found(stores):
    assert stores.insights.latest(ORG, [P1]) == {}
    assert stores.insights.versions(ORG, {P1: 1}) == {}
    assert stores.insights.heads(ORG, P1, None, 5) == []
    assert stores.insights.shown_at(ORG, P1, NOON) is None


def test_another_organisation_sees_nothing(stores):
    publish(stores)

    assert stores.insights.latest(OTHER, [P1]) == {}
    assert stores.insights.heads(OTHER, P1, None, 5) == []


def test_of_two_writers_one_loses_and_leaves_no_trace(stores):
    version, latest = publish(stores)
    publish(stores, 2, latest)

    with pytest.raises(LostRace):
        publish(stores, 2, latest, inputs_hash="mine")
    with pytest.raises(LostRace):
        publish(stores, 3, None)

    assert [head.version for head in stores.insights.heads(ORG, P1, None, 5)] == [2, 1]
    assert stores.insights.versions(ORG, {P1: 2})[P1].inputs_hash == "inputs2"
    assert stores.insights.versions(ORG, {P1: 1}) == {P1: version}


def test_latest_is_updated_only_where_it_stands(stores):
    _, first = publish(stores)
    stores.insights.update_latest(ORG, P1, replace(first, is_logged=True, seen=("c",)))
    _, second = publish(stores, 2, first)

    with pytest.raises(LostRace):
        stores.insights.update_latest(ORG, P1, first)
    with pytest.raises(LostRace):
        stores.insights.update_latest(ORG, ProductId("US-NOWHERE"), first)

    assert stores.insights.latest(ORG, [P1])[P1] == second


def test_a_staged_version_stands_beside_the_one_shown(stores):
    version, shown = publish(stores)

    stores.insights.stage(ORG, a_version(2), shown)

    now = stores.insights.latest(ORG, [P1])[P1]
    assert now == replace(shown, newest=2)
    assert stores.insights.versions(ORG, {P1: 2}) == {P1: a_version(2)}
    assert stores.insights.shown_at(ORG, P1, NOON + timedelta(days=1)) == version.number
    publish(stores, 3, now)
    assert stores.insights.latest(ORG, [P1])[P1].version == 3


def test_staging_loses_to_whoever_was_there_before(stores):
    _, first = publish(stores)
    stores.insights.stage(ORG, a_version(2), first)

    with pytest.raises(LostRace):
        stores.insights.stage(ORG, a_version(3), first)
    with pytest.raises(LostRace):
        publish(stores, 2, first)
    with pytest.raises(LostRace):
        stores.insights.update_latest(ORG, P1, replace(first, is_logged=True))

    assert [head.version for head in stores.insights.heads(ORG, P1, None, 5)] == [2, 1]


def test_heads_come_newest_first_and_page(stores):
    latest = None
    for number in range(1, 5):
        version, latest = publish(stores, number, latest)

    heads = stores.insights.heads(ORG, P1, None, 2)

    assert heads[0] == version.head
    assert [head.version for head in heads] == [4, 3]
    assert [head.version for head in stores.insights.heads(ORG, P1, 3, 9)] == [2, 1]


def test_what_was_shown_at_a_moment(stores):
    _, latest = publish(stores, 1)
    publish(stores, 2, latest)

    shown = [stores.insights.shown_at(ORG, P1, NOON + timedelta(seconds=s)) for s in (59, 60, 500)]

    assert shown == [None, 1, 2]


def test_a_large_body_is_kept_whole(stores):
    words = [f"{i * 7919 % 104729:x}{i:x}" for i in range(20000)]
    long = replace(BODY.summary[0], text=" ".join(words))
    version, _ = publish(stores, body=replace(BODY, summary=(long,)))

    assert stores.insights.versions(ORG, {P1: 1}) == {P1: version}


def test_a_ledger_is_read_back_and_named_by_its_content(stores):
    name = stores.ledgers.put(ORG, P1, LEDGER)

    assert stores.ledgers.get(ORG, P1, name) == LEDGER
    assert stores.ledgers.put(ORG, P1, LEDGER) == name
    assert stores.ledgers.put(ORG, P1, EMPTY) != name
    assert stores.ledgers.get(ORG, P1, stores.ledgers.put(ORG, P1, EMPTY)) == EMPTY


def test_a_missing_ledger_is_unreadable(stores):
    with pytest.raises(UnreadableLedger):
        stores.ledgers.get(ORG, P1, "nowhere")


def test_a_move_may_be_logged_twice(stores):
    move = PointerMove(P1, 1, "i", NOON, RunId("RUN1"))

    stores.pointers.append(ORG, move)
    stores.pointers.append(ORG, move)


def a_card(number=1, negative=0.5, **changes):
    version = a_version()
    card = make_card(a_product(number), BODY, assess(BODY, DAY), a_latest(version))
    return replace(card, negative_share=negative, attention=negative * 100, **changes)


def test_cards_are_read_back_as_stored(stores):
    stored = StoredCard(a_card(), frozenset({"ALL", "BRAND#Acme"}), "f1")
    stores.cards.put_cards(ORG, [stored])

    assert stores.cards.stored(ORG, [P1, ProductId("US-NOWHERE")]) == {P1: stored}
    assert stores.cards.stored(OTHER, [P1]) == {}


def test_a_list_is_read_in_order_page_by_page(stores):
    cards = [a_card(n, n / 100) for n in range(1, 31)]
    stores.cards.change_entries(ORG, [("ALL", card) for card in cards], [])

    def read(after=None):
        return stores.cards.query(
            ORG, "ALL", Sort.NEGATIVE_SHARE, descending=True, limit=12, after=after
        )

    first = read()
    second = read(first.end)
    third = read(second.end)

    found = [card.product_id for page in (first, second, third) for card in page.cards]
    assert found == [f"US-B{n:09d}" for n in range(30, 0, -1)]
    assert isinstance(first.end, CardPosition)
    assert third.end is None
    assert first.read_units > 0


@pytest.mark.parametrize("sort", list(Sort))
def test_every_order_can_be_read_from_either_end(stores, sort):
    cards = [a_card(n, n / 10) for n in range(1, 5)]
    cards = [
        replace(c, reviews=at, last_change=NOON + timedelta(days=at)) for at, c in enumerate(cards)
    ]
    stores.cards.change_entries(ORG, [("ALL", card) for card in cards], [])

    up = stores.cards.query(ORG, "ALL", sort, descending=False, limit=9, after=None)
    down = stores.cards.query(ORG, "ALL", sort, descending=True, limit=9, after=None)

    assert list(up.cards) == cards
    assert list(down.cards) == cards[::-1]


def test_products_are_found_by_what_is_typed(stores):
    volt = a_card(1, title="Volt Headphones", brand="Volt")
    plug = a_card(2, title="Plug for headphones", brand="Acme")
    stores.cards.change_entries(
        ORG,
        [("NAME#volt headphones", volt), ("NAME#headphones", volt), ("NAME#headphones", plug)],
        [],
    )

    found = stores.cards.named(ORG, "head", 9)

    assert [(one.product_id, one.title, one.brand) for one in found] == [
        (card.product_id, card.title, card.brand) for card in (volt, plug)
    ]
    assert stores.cards.named(ORG, "head", 1) == found[:1]
    assert [one.product_id for one in stores.cards.named(ORG, "volt h", 9)] == [volt.product_id]
    assert stores.cards.named(OTHER, "head", 9) == []

    stores.cards.change_entries(ORG, [], [("NAME#headphones", volt.product_id)])
    assert stores.cards.named(ORG, "head", 9) == found[1:]


def test_the_names_of_brands_and_categories_are_read_back(stores):
    assert stores.rollups.names(ORG) == SubjectNames()
    names = SubjectNames((NamedSubject("Acme", 2),), (NamedSubject("Toys", 3),))
    stores.rollups.put_names(ORG, names)

    assert stores.rollups.names(ORG) == names
    assert stores.rollups.names(OTHER) == SubjectNames()
    assert stores.cards.named(ORG, "su", 9) == []


def test_entries_leave_their_lists(stores):
    stores.cards.change_entries(ORG, [("ALL", a_card()), ("BRAND#Acme", a_card())], [])
    stores.cards.change_entries(ORG, [], [("BRAND#Acme", P1), ("BRAND#Acme", ProductId("US-X"))])

    def size(facet):
        page = stores.cards.query(ORG, facet, Sort.ATTENTION, descending=True, limit=9, after=None)
        return len(page.cards)

    assert (size("ALL"), size("BRAND#Acme")) == (1, 0)


@pytest.fixture(scope="module")
def made():
    """A batch's result and a run's rollups, made by the services."""
    world = World()
    batch = world.deliver(
        a_batch(),
        a_listing([a_review(i, 1, f"{i}: it rattles loudly", days_ago=i) for i in range(15)]),
        a_listing([a_review(99)], a_product(2, brand="Bolt", parent_asin="B0PARENT01")),
    )
    analyse_batch(batch, world.analyse_deps)
    roll_up(ORG, batch.run_id, DAY, world.roll_up_deps)
    return next(iter(world.results.stored.values())), list(world.rollups.shown.values())


def test_results_are_read_back_by_scope(stores, made):
    result, _ = made
    first, second = a_batch(batch="00001-01"), a_batch(batch="00001-02", seller_id="S2")
    assert not stores.results.is_finished(first)

    stores.results.put(first, result)
    stores.results.put(second, replace(result, batch="00001-02"))

    assert stores.results.is_finished(first)
    failed = ProductFailure(ProductId("US-B000000009"), "broken", "It broke.")
    stores.results.put(first, replace(result, failures=(failed,)))
    assert not stores.results.is_finished(first), "a resume tries its products again"
    stores.results.put(first, result)
    scopes = stores.results.scopes(ORG, first.run_id)
    assert sorted(scopes) == ["S1-US", "S2-US"]
    assert list(stores.results.read(scopes["S1-US"])) == [result]
    assert stores.results.scopes(OTHER, first.run_id) == {}


def test_rollups_are_read_back_and_written_only_when_they_differ(stores, made):
    _, rollups = made

    assert stores.rollups.put(ORG, rollups) == len(rollups)
    assert stores.rollups.put(ORG, [replace(r, run_id=RunId("RUN2")) for r in rollups]) == 0
    assert stores.rollups.put(ORG, [replace(rollups[0], day=date(2026, 11, 23))]) == 1

    assert stores.rollups.get(ORG, rollups[0].subject, DAY) == rollups[0]
    assert stores.rollups.get(ORG, rollups[1].subject, None) == rollups[1]
    assert stores.rollups.get(ORG, Subject(SubjectKind.BRAND, "None"), None) is None
    assert stores.rollups.get(OTHER, PORTFOLIO, None) is None


def test_the_stated_day_is_the_portfolios(stores, made):
    assert stores.rollups.stated_day(ORG) is None
    stores.rollups.put(ORG, made[1])

    assert stores.rollups.stated_day(ORG) == DAY


def test_subjects_are_listed_by_name(stores, made):
    stores.rollups.put(ORG, made[1])
    stores.rollups.put_scope_runs(ORG, {"S1-US": (ScopeRun(RunId("RUN1"), DAY, "p/"),)})
    by_name = {r.subject.key: summary_of(r) for r in made[1]}

    first = stores.rollups.summaries(ORG, Subject(SubjectKind.BRAND), 1)
    rest = stores.rollups.summaries(ORG, Subject(SubjectKind.BRAND, "Acme"), 9)
    placed = Subject(SubjectKind.BRAND, marketplace=Marketplace.US)

    assert first == [by_name["BRAND#Acme"]]
    assert rest == [by_name["BRAND#Bolt"]]
    assert stores.rollups.summaries(ORG, placed, 9) == [
        by_name["BRAND@US#Acme"],
        by_name["BRAND@US#Bolt"],
    ]
    assert stores.rollups.summaries(ORG, replace(placed, marketplace=Marketplace.DE), 9) == []


def test_a_map_is_of_one_marketplace_or_of_all(stores):
    whole = a_map()
    less = replace(whole, cells=())
    stores.rollups.put_map(ORG, whole)
    stores.rollups.put_map(ORG, whole, Marketplace.US)
    stores.rollups.put_map(ORG, less, Marketplace.DE)

    assert stores.rollups.get_map(ORG) == whole
    assert stores.rollups.get_map(ORG, Marketplace.US) == whole
    assert stores.rollups.get_map(ORG, Marketplace.DE) is None

    stores.rollups.put_map(ORG, less, Marketplace.US)
    assert stores.rollups.get_map(ORG, Marketplace.US) is None
    assert stores.rollups.get_map(ORG) == whole


def test_subjects_that_are_no_more_leave_and_keep_their_history(stores, made):
    stores.rollups.put(ORG, made[1])
    stores.rollups.put_scope_runs(ORG, {"S1-US": (ScopeRun(RunId("RUN1"), DAY, "p/"),)})
    bolt = Subject(SubjectKind.BRAND, "Bolt")

    gone = stores.rollups.remove_others(ORG, {r.subject for r in made[1]} - {bolt})

    assert gone == 1
    assert stores.rollups.get(ORG, bolt, None) is None
    assert stores.rollups.get(ORG, bolt, DAY) is not None
    assert stores.rollups.scope_runs(ORG) != {}


def test_scope_runs_are_read_back(stores):
    runs = {
        "S1-US": (ScopeRun(RunId("RUN2"), DAY, "a/"), ScopeRun(RunId("RUN1"), DAY, "b/")),
        "S2-DE": (ScopeRun(RunId("RUN1"), DAY, "c/"),),
    }
    stores.rollups.put_scope_runs(ORG, runs)
    stores.rollups.put_scope_runs(ORG, {"S2-DE": ()})

    assert stores.rollups.scope_runs(ORG) == runs | {"S2-DE": ()}
    assert stores.rollups.scope_runs(OTHER) == {}


def test_latest_moves_back_and_the_version_stays(stores):
    _, first = publish(stores)
    _, second = publish(stores, 2, first)
    back = replace(first, newest=2, moved_at=NOON + timedelta(hours=1), run_id=RunId("ACT"))

    stores.insights.move_latest(ORG, P1, back, second)

    assert stores.insights.latest(ORG, [P1]) == {P1: back}
    assert [head.version for head in stores.insights.heads(ORG, P1, None, 5)] == [2, 1]
    shown = [stores.insights.shown_at(ORG, P1, NOON + timedelta(minutes=m)) for m in (2, 61)]
    assert shown == [2, 1]


def test_latest_moves_back_only_from_where_it_stands(stores):
    _, first = publish(stores)
    _, second = publish(stores, 2, first)
    back = replace(first, newest=2, moved_at=NOON + timedelta(hours=1))
    stores.insights.move_latest(ORG, P1, back, second)

    for previous in (second, replace(back, moved_at=NOON)):
        with pytest.raises(LostRace):
            stores.insights.move_latest(ORG, P1, replace(back, moved_at=NOON), previous)
    with pytest.raises(LostRace):
        stores.insights.move_latest(ORG, P1, replace(back, run_id=RunId("X")), back)

    assert stores.insights.latest(ORG, [P1]) == {P1: back}


def test_blocks_are_the_organisations_own_and_can_be_taken_back(stores):
    model, taxonomy = EngineBlock("fake", "1"), EngineBlock("fake", taxonomy_version="t")
    for block in (model, taxonomy, model):
        stores.insights.block(ORG, block)
    stores.insights.unblock(OTHER, model)

    assert set(stores.insights.blocked(ORG)) == {model, taxonomy}
    assert stores.insights.blocked(OTHER) == ()

    stores.insights.unblock(ORG, model)
    assert stores.insights.blocked(ORG) == (taxonomy,)
