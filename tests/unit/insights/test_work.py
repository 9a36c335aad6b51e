"""Working on issues: rules, both stores alike, lists, and whether a fix worked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shelfsignal.insights.adapters.dynamo.work_store import DynamoWork
from shelfsignal.insights.domain.effect import Verdict, effect_of
from shelfsignal.insights.domain.figures import TrendPoint
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.domain.work import (
    MAX_NOTES,
    Decision,
    IssueWork,
    TooManyNotes,
    WorkChanged,
    WorkStatus,
    WorkStore,
)
from shelfsignal.insights.services.work import (
    IssueUnknown,
    WorkDesk,
    WorkFilter,
    add_note,
    decide,
    list_work,
    work_of_product,
)
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId, ProductId
from shelfsignal.kernel.paging import BadCursor
from tests.fakes.work import FakeWork
from tests.unit.insights.conftest import TABLE

ORG, RIVAL = OrgId("demo"), OrgId("rival")
P1, P2 = ProductId("US-B000000001"), ProductId("US-B000000002")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ISSUES = sorted(load_taxonomy().issues)
ISSUE = ISSUES[0]
ACK = Decision(WorkStatus.ACKNOWLEDGED)


@pytest.fixture(params=["fake", "real"])
def desk(request):
    store: WorkStore = FakeWork()
    if request.param == "real":
        request.getfixturevalue("aws")
        store = DynamoWork(TABLE)
    return WorkDesk(store, load_taxonomy(), lambda: NOW)


def test_an_issue_nobody_touched_is_open_and_in_no_list(desk):
    assert desk.store.get(ORG, P1, ISSUE) == IssueWork(P1, ISSUE)
    assert work_of_product(desk, ORG, P1) == ()
    assert list_work(desk, ORG, WorkFilter()).items == ()


def test_a_decision_is_kept_whole_with_who_and_when(desk):
    wanted = Decision(WorkStatus.SNOOZED, "u1", snoozed_until=date(2026, 12, 1))

    decide(desk, ORG, (P1, ISSUE), wanted, "u9")

    assert work_of_product(desk, ORG, P1) == (
        IssueWork(
            P1,
            ISSUE,
            WorkStatus.SNOOZED,
            assignee_id="u1",
            snoozed_until=date(2026, 12, 1),
            version=1,
            updated_at=NOW,
            updated_by="u9",
        ),
    )
    assert work_of_product(desk, RIVAL, P1) == ()
    assert work_of_product(desk, ORG, P2) == ()


def test_a_snooze_ends_by_itself(desk):
    decide(desk, ORG, (P1, ISSUE), Decision(WorkStatus.SNOOZED, None, date(2026, 11, 25)), "u1")
    later = replace(desk, clock=lambda: NOW + timedelta(days=3))

    assert work_of_product(later, ORG, P1)[0].status is WorkStatus.OPEN
    assert list_work(later, ORG, WorkFilter(WorkStatus.SNOOZED)).items == ()
    assert [w.issue for w in list_work(later, ORG, WorkFilter(WorkStatus.OPEN)).items] == [ISSUE]


def test_who_saw_an_older_version_is_told_so_and_changes_nothing(desk):
    decide(desk, ORG, (P1, ISSUE), ACK, "u1")

    with pytest.raises(WorkChanged):
        decide(desk, ORG, (P1, ISSUE), replace(ACK, expected_version=0), "u2")

    assert desk.store.get(ORG, P1, ISSUE).updated_by == "u1"


def test_two_writers_at_once_do_not_lose_a_note(desk):
    first = desk.store.get(ORG, P1, ISSUE)
    add_note(desk, ORG, (P1, ISSUE), "Asked the factory.", "u1")

    with pytest.raises(WorkChanged):
        desk.store.put(ORG, replace(first, version=1, updated_at=NOW, updated_by="u2"))

    assert [note.text for note in desk.store.get(ORG, P1, ISSUE).notes] == ["Asked the factory."]


def test_notes_are_kept_in_order_verbatim_and_survive_a_decision(desk):
    add_note(desk, ORG, (P1, ISSUE), "  <b>new</b> mould \u2013 \u00fc  ", "u1")
    add_note(desk, ORG, (P1, ISSUE), "second", "u2")
    decide(desk, ORG, (P1, ISSUE), ACK, "u1")

    notes = desk.store.get(ORG, P1, ISSUE).notes
    assert [(note.author, note.text) for note in notes] == [
        ("u1", "<b>new</b> mould \u2013 \u00fc"),
        ("u2", "second"),
    ]


def test_notes_have_an_end(desk):
    for number in range(MAX_NOTES):
        add_note(desk, ORG, (P1, ISSUE), str(number), "u1")

    with pytest.raises(TooManyNotes):
        add_note(desk, ORG, (P1, ISSUE), "one more", "u1")


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (Decision(WorkStatus.SNOOZED), "snoozed_until"),
        (Decision(WorkStatus.SNOOZED, None, NOW.date()), "snoozed_until"),
        (Decision(WorkStatus.OPEN, None, date(2026, 12, 1)), "snoozed_until"),
        (Decision(WorkStatus.RESOLVED, fixed_on=date(2026, 11, 23)), "fixed_on"),
    ],
    ids=["endless snooze", "snooze until today", "open but snoozed", "fixed tomorrow"],
)
def test_a_decision_that_makes_no_sense_names_its_field(desk, decision, field):
    with pytest.raises(InvalidInput) as refusal:
        decide(desk, ORG, (P1, ISSUE), decision, "u1")

    assert refusal.value.details["field"] == field


def test_an_issue_the_taxonomy_does_not_know_is_not_found(desk):
    with pytest.raises(IssueUnknown):
        decide(desk, ORG, (P1, "no_such_issue"), ACK, "u1")


def test_lists_page_through_everything_once_by_product(desk):
    for product in (P1, P2):
        for issue in ISSUES[:5]:
            decide(desk, ORG, (product, issue), replace(ACK, assignee_id="u1"), "u1")
    decide(desk, ORG, (P2, ISSUES[5]), ACK, "u1")
    decide(desk, RIVAL, (P1, ISSUE), replace(ACK, assignee_id="u1"), "u1")

    where, seen, cursor = WorkFilter(assignee_id="u1"), [], None
    while True:
        page = list_work(desk, ORG, where, limit=3, cursor=cursor)
        seen += [(work.product_id, work.issue) for work in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == [(product, issue) for product in (P1, P2) for issue in ISSUES[:5]]
    first = list_work(desk, ORG, where, limit=3)
    with pytest.raises(BadCursor):
        list_work(desk, RIVAL, where, cursor=first.cursor)


def test_a_caller_sees_only_the_work_of_products_it_may_see(desk):
    for product in (P1, P2):
        decide(desk, ORG, (product, ISSUE), ACK, "u1")

    page = list_work(desk, ORG, WorkFilter(sees=lambda ids: set(ids) - {P1}))

    assert [work.product_id for work in page.items] == [P2]


def points(before, after, on=date(2026, 6, 1), n=10):
    """Ten reviews a day; mentions a day before and after."""
    return [
        TrendPoint(on + timedelta(days=day), 1, n, n - m, 0, m, 4.0, m)
        for day in range(-20, 20)
        for m in [before if day < 0 else after]
    ]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (4, 1, Verdict.IMPROVED),
        (1, 4, Verdict.WORSE),
        (2, 2, Verdict.UNCLEAR),
    ],
)
def test_a_fix_is_judged_by_the_interval_of_the_difference(before, after, verdict):
    found = effect_of("breaks", date(2026, 6, 1), 20, points(before, after))

    assert found.verdict is verdict
    assert (found.before.count, found.before.n) == (20 * before, 200)
    assert (found.after.count, found.after.n) == (20 * after, 200)
    assert found.change == round((after - before) / 10, 4)
    low, high = found.change_low, found.change_high
    assert low is not None
    assert high is not None
    assert low < (after - before) / 10 < high


def test_a_fix_with_few_reviews_is_not_judged():
    found = effect_of("breaks", date(2026, 6, 1), 20, points(1, 0, n=1)[18:22])

    assert found.verdict is Verdict.NOT_ENOUGH_DATA
    assert (found.change, found.change_low, found.change_high) == (None, None, None)
