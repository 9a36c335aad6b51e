"""Starting, opening, resuming and showing runs; two at once on one scope."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from shelfsignal.collection.domain.connections import ConnectionStatus, Selection
from shelfsignal.collection.domain.errors import (
    NoSellers,
    RunInProgress,
    RunNotFound,
    RunNotResumable,
    StaleAttempt,
)
from shelfsignal.collection.domain.runs import (
    NEXT,
    RunStage,
    RunStatus,
    RunTrigger,
    Scope,
)
from shelfsignal.collection.services.commands import OpenRunEvent
from shelfsignal.collection.services.open_run import OpenRun, open_run
from shelfsignal.collection.services.runs import (
    RunDesk,
    StartRun,
    get_run,
    list_runs,
    resume_run,
    start_run,
)
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId
from shelfsignal.kernel.metrics import metrics
from shelfsignal.kernel.paging import BadCursor
from tests.builders.collection import NOW, ORG, SELLER, a_connection
from tests.fakes.collection import FakeConnections, FakeExecutions, FakeLake, FakeRuns

HAND = "arn:aws:states:us-east-1:000000000000:execution:portfolio_refresh:by-hand"


@dataclass
class Office:
    """A desk on fakes; time and run ids are the test's."""

    runs: FakeRuns = field(default_factory=FakeRuns)
    connections: FakeConnections = field(default_factory=FakeConnections)
    executions: FakeExecutions = field(default_factory=FakeExecutions)
    lake: FakeLake = field(default_factory=FakeLake)

    def __post_init__(self):
        self.now = NOW
        self.made = 0
        self.connections.put(a_connection())
        self.desk = RunDesk(
            self.runs, self.connections, self.executions, lambda: self.now, self._new_id
        )

    def _new_id(self):
        self.made += 1
        return RunId(f"RUN{self.made:03d}")

    def start(self, **changes):
        return start_run(self.desk, StartRun(ORG, RunTrigger.API, **changes))

    def open(self, arn, **changes):
        return open_run(self.desk, self.lake, OpenRun(ORG, arn, **changes))

    def end(self, run, status):
        """The execution ends and the run with it; its locks are released."""
        arn = run.execution_arn or self.executions.arn(run.execution_name)
        self.executions.running.discard(arn)
        self.runs.runs[ORG, run.run_id] = replace(run, status=status)
        self.runs.held.clear()

    def later(self, seconds=120):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def office():
    return Office()


def test_a_started_run_has_its_locks_and_its_execution(office):
    run = office.start(day=date(2026, 11, 20))

    assert office.executions.started == [
        (
            "RUN001-1",
            {
                "org_id": "demo",
                "run_id": "RUN001",
                "attempt": 1,
                "day": "2026-11-20",
                "trigger": "api",
            },
        )
    ]
    assert get_run(office.desk, ORG, run.run_id) == run
    assert run.scopes == (Scope(SELLER, Marketplace.US),)
    assert [lock.run_id for lock in office.runs.held.values()] == ["RUN001"]


def test_a_second_run_on_the_same_scope_is_refused_and_told_by_whom(office):
    office.start()

    with pytest.raises(RunInProgress) as refusal:
        office.start()

    assert refusal.value.details == {"holder": "RUN001", "scope": "A1SELLER#US"}
    assert list(office.runs.runs) == [(ORG, "RUN001")]


def test_runs_on_different_scopes_go_side_by_side(office):
    office.connections.put(a_connection(SellerId("A2"), (Marketplace.DE, Marketplace.UK)))
    office.start(selection=Selection(sellers=frozenset({SellerId("A2")})))

    other = office.start(selection=Selection(marketplaces=frozenset({Marketplace.US})))

    assert other.scopes == (Scope(SELLER, Marketplace.US),)


def refused(*connections):
    return [replace(each, status=ConnectionStatus.REAUTHORISE) for each in connections]


@pytest.fixture
def left_out(monkeypatch):
    """(message, extra) of each line that note_left_out logs."""
    lines = []
    monkeypatch.setattr(
        "shelfsignal.collection.services.left_out.log",
        SimpleNamespace(warning=lambda message, extra: lines.append((message, extra))),
    )
    metrics.drain()
    yield lines
    metrics.drain()


def test_opening_a_run_says_which_sellers_it_leaves_out(office, left_out):
    other, third = SellerId("A2"), SellerId("A3")
    places = (Marketplace.DE,), (Marketplace.US,)
    for connection in refused(*[a_connection(other, each) for each in places], a_connection(third)):
        office.connections.put(connection)

    office.open(HAND)

    told = {"org_id": ORG, "left_out": 3, "seller_ids": ["A2", "A3"]}
    assert left_out == [("sellers_left_out", told)]
    assert {each.name: each.value for each in metrics.drain()} == {"sellers_left_out_total": 3}


def test_a_run_of_good_sellers_says_nothing(office, left_out):
    office.open(HAND)

    assert left_out == []
    assert not metrics.has_any


def test_what_was_not_selected_is_not_left_out(office, left_out):
    office.connections.put(*refused(a_connection(SellerId("A2"))))
    run = office.start(selection=Selection(sellers=frozenset({SELLER})))
    [(_, given)] = office.executions.started

    open_run(
        office.desk,
        office.lake,
        OpenRunEvent.model_validate({"input": given, "execution_arn": HAND}).command(),
    )

    assert given["sellers"] == [SELLER]
    assert get_run(office.desk, ORG, run.run_id).execution_arn == HAND
    assert left_out == []


def test_a_seller_that_the_run_itself_found_out_is_no_news_when_it_is_resumed(office, left_out):
    run = office.start()
    office.end(run, RunStatus.PARTIAL)
    office.connections.put(*refused(a_connection()))
    office.later()
    again = resume_run(office.desk, ORG, run.run_id)

    office.open(office.executions.arn(again.execution_name), run_id=run.run_id, attempt=2)

    assert left_out == []


def test_without_an_active_seller_there_is_nothing_to_start(office):
    broken = replace(a_connection(), status=ConnectionStatus.REAUTHORISE)
    office.connections.put(broken)

    with pytest.raises(NoSellers):
        office.start()


def test_a_lock_whose_execution_is_gone_is_taken_over(office):
    office.start()
    office.executions.running.clear()
    office.later()

    assert office.start().run_id == "RUN002"


def test_a_lock_just_taken_is_respected_before_its_execution_is_seen(office):
    office.start()
    office.executions.running.clear()
    office.later(seconds=10)

    with pytest.raises(RunInProgress):
        office.start()


def test_a_start_that_failed_leaves_a_run_that_can_be_resumed(office):
    office.executions.fails = True
    with pytest.raises(StoreUnavailable):
        office.start()
    office.executions.fails = False
    office.later()

    assert resume_run(office.desk, ORG, RunId("RUN001")).attempt == 2


def test_opening_a_started_run_notes_its_execution_and_writes_the_manifest(office):
    run = office.start()
    arn = office.executions.arn(run.execution_name)

    opened = office.open(arn, run_id=run.run_id, attempt=1)

    assert (opened.run.stage, opened.run.execution_arn) == (RunStage.REFRESHING, arn)
    assert opened.to_json() == {
        "org_id": "demo",
        "run_id": "RUN001",
        "attempt": 1,
        "day": "2026-11-22",
        "bucket": "data",
        "scopes_key": "manifests/demo/RUN001/scopes.jsonl",
        "correlation_id": "",
    }
    assert [ref.seller_id for ref in office.lake.scopes] == [SELLER]


def test_opening_again_for_the_same_execution_changes_nothing(office):
    run = office.start()
    arn = office.executions.arn(run.execution_name)

    first = office.open(arn, run_id=run.run_id, attempt=1)

    assert office.open(arn, run_id=run.run_id, attempt=1) == first


def test_by_hand_a_run_is_made_once_for_its_execution(office):
    first = office.open(HAND)
    again = office.open(HAND)

    assert first.run == again.run
    assert first.run.trigger is RunTrigger.CONSOLE
    assert len(office.runs.runs) == 1


def test_by_hand_while_another_run_is_at_work_is_refused(office):
    office.start()

    with pytest.raises(RunInProgress):
        office.open(HAND)


def test_by_hand_without_sellers_is_refused(office):
    with pytest.raises(NoSellers):
        office.open(HAND, selection=Selection(sellers=frozenset({SellerId("nobody")})))


def test_an_unknown_run_cannot_be_opened(office):
    with pytest.raises(RunNotFound):
        office.open(HAND, run_id=RunId("NOPE"))


def test_an_execution_of_another_attempt_is_refused(office):
    run = office.start()

    with pytest.raises(StaleAttempt):
        office.open(HAND, run_id=run.run_id, attempt=7)
    office.end(run, RunStatus.PARTIAL)
    with pytest.raises(StaleAttempt):
        office.open(HAND, run_id=run.run_id, attempt=1)


def test_a_second_execution_of_a_run_at_work_is_refused(office):
    run = office.start()
    arn = office.executions.arn(run.execution_name)
    office.open(arn, run_id=run.run_id, attempt=1)
    office.later()

    with pytest.raises(RunInProgress):
        office.open(HAND, run_id=run.run_id)


@pytest.mark.parametrize("status", [RunStatus.PARTIAL, RunStatus.FAILED])
def test_a_run_with_something_left_is_resumed_at_its_next_attempt(office, status):
    office.end(office.start(), status)

    run = resume_run(office.desk, ORG, RunId("RUN001"))

    assert (run.run_id, run.attempt, run.status) == ("RUN001", 2, RunStatus.RUNNING)
    assert office.executions.started[-1][0] == "RUN001-2"
    assert [lock.attempt for lock in office.runs.held.values()] == [2]


def test_resuming_by_hand_takes_the_next_attempt(office):
    office.end(office.start(), RunStatus.PARTIAL)

    opened = office.open(HAND, run_id=RunId("RUN001"))

    assert (opened.run.attempt, opened.run.execution_arn) == (2, HAND)


def test_a_finished_run_and_a_running_one_cannot_be_resumed(office):
    run = office.start()
    with pytest.raises(RunNotResumable, match="RUNNING"):
        resume_run(office.desk, ORG, run.run_id)
    office.end(run, RunStatus.SUCCEEDED)

    with pytest.raises(RunNotResumable, match="SUCCEEDED"):
        resume_run(office.desk, ORG, run.run_id)
    with pytest.raises(RunNotResumable):
        office.open(HAND, run_id=run.run_id)


def test_a_run_whose_execution_was_aborted_can_be_resumed(office):
    run = office.start()
    arn = office.executions.arn(run.execution_name)
    office.open(arn, run_id=run.run_id, attempt=1)
    office.executions.running.clear()
    office.later()

    assert resume_run(office.desk, ORG, run.run_id).attempt == 2


def test_runs_are_listed_newest_first_page_by_page(office):
    for _ in range(5):
        office.end(office.start(), RunStatus.SUCCEEDED)

    first = list_runs(office.desk, ORG, limit=2)
    second = list_runs(office.desk, ORG, limit=2, cursor=first.cursor)
    third = list_runs(office.desk, ORG, limit=2, cursor=second.cursor)

    pages = [[run.run_id for run in page.runs] for page in (first, second, third)]
    assert pages == [["RUN005", "RUN004"], ["RUN003", "RUN002"], ["RUN001"]]
    assert third.cursor is None


def test_another_organisation_sees_and_reads_nothing(office):
    run = office.start()
    office.connections.put(a_connection(org_id=OrgId("other"), seller_id=SellerId("A9")))
    cursor = list_runs(office.desk, ORG, limit=1).cursor

    assert list_runs(office.desk, OrgId("other")).runs == ()
    assert cursor is None
    with pytest.raises(RunNotFound):
        get_run(office.desk, OrgId("other"), run.run_id)
    with pytest.raises(BadCursor):
        list_runs(office.desk, ORG, cursor="nonsense")


def test_transitions_are_a_closed_table():
    assert set(NEXT) == set(RunStatus)
    assert NEXT[RunStatus.SUCCEEDED] == frozenset()


def test_a_run_as_json(office):
    document = office.start().to_document()

    assert document["status"] == "RUNNING"
    assert document["finished_at"] is None
    assert document["seconds"] is None
    assert document["cost_usd"] == 0.0
    assert document["scopes"] == [{"seller_id": "A1SELLER", "marketplace": "US"}]
