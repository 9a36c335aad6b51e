"""Recording failures: the right level, the right run, and nobody else's."""

import pytest

from shelfsignal.collection.domain.checkpoints import FailureStage
from shelfsignal.collection.domain.errors import SellerTaken
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.runs import RunStage, RunStatus
from shelfsignal.collection.services.commands import FailureEvent, OpenRunEvent, read
from shelfsignal.collection.services.record_failure import record_failure
from shelfsignal.collection.services.register_seller import RegisterSeller, register_seller
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId
from tests.builders.collection import NOW, ORG, RUN, SELLER, a_run
from tests.fakes.collection import FakeConnections, FakeFailures, FakeRuns

CAUSE = '{"errorType": "Broken", "errorMessage": "no table", "stackTrace": ["secret"]}'


class Office:
    def __init__(self):
        self.runs = FakeRuns()
        self.failures = FakeFailures(self.runs)
        run = a_run(execution_arn="arn:parent")
        self.runs.create(run, locks_of(run, "arn:parent", NOW))

    def record(self, **changes):
        event = {
            "org_id": ORG,
            "run_id": RUN,
            "input": {"org_id": ORG},
            "error": "Broken",
            "cause": CAUSE,
            "execution_arn": "arn:parent",
            "stage": "RollUp",
            **changes,
        }
        report = read(FailureEvent, event).report()
        return record_failure(self.runs, self.failures, lambda: NOW, report)


@pytest.fixture
def office():
    return Office()


def test_a_failed_batch_is_recorded_with_what_it_costs(office):
    about = {"seller_id": SELLER, "marketplace": "US", "batch": "00003-02", "count": 20}

    failure = office.record(input=about, execution_arn="arn:child")

    assert (failure.stage, failure.subject, failure.products) == (
        FailureStage.BATCH,
        "A1SELLER#US#00003-02",
        20,
    )
    assert failure.reason == "no table"
    assert office.runs.get(ORG, RUN).status is RunStatus.RUNNING
    assert office.runs.get(ORG, RUN).counters.failures == 1


def test_a_failed_scope_does_not_end_the_run(office):
    about = {"seller_id": SELLER, "marketplace": "US"}

    failure = office.record(input=about, execution_arn="arn:child")

    assert (failure.stage, failure.subject) == (FailureStage.SCOPE, "A1SELLER#US")
    assert office.runs.get(ORG, RUN).status is RunStatus.RUNNING


def test_a_failed_run_is_closed_and_its_locks_released(office):
    office.record(attempt=1)

    run = office.runs.get(ORG, RUN)
    assert (run.status, run.stage, run.finished_at) == (RunStatus.FAILED, RunStage.CLOSED, NOW)
    assert run.failure == "RollUp: Broken: no table"
    assert run.counters.failures == 1
    assert office.runs.held == {}


def test_a_run_opened_by_hand_is_found_by_its_execution(office):
    failure = office.record(run_id=None)

    assert failure.run_id == RUN


@pytest.mark.parametrize(
    "changes",
    [
        {"run_id": None, "execution_arn": "arn:refused"},
        {"execution_arn": "arn:refused"},
        {"attempt": 2},
        {"run_id": "UNKNOWN"},
        {"org_id": None, "input": {}},
    ],
    ids=["by hand", "same run, another execution", "another attempt", "unknown", "no org"],
)
def test_a_refused_execution_does_not_end_the_run_that_holds_the_scopes(office, changes):
    assert office.record(**changes) is None
    assert office.runs.get(ORG, RUN).status is RunStatus.RUNNING
    assert office.runs.held != {}


def test_a_finished_run_stays_as_it_is(office):
    office.record(attempt=1)

    assert office.record(attempt=1) is None


def test_a_cause_that_is_no_json_is_cut_short(office):
    failure = office.record(cause="x" * 2_000)

    assert failure.reason == "x" * 500


def test_wrong_input_names_its_fields():
    with pytest.raises(InvalidInput) as refusal:
        read(OpenRunEvent, {"input": {"day": "tomorrow"}})

    assert refusal.value.details == {"fields": ["execution_arn", "input.day", "input.org_id"]}


class FakeSecrets:
    def __init__(self):
        self.kept = {}

    def put_refresh_token(self, org_id, seller_id, refresh_token):
        self.kept[org_id, seller_id] = refresh_token

    def ensure_pseudonym_key(self, org_id):
        self.kept.setdefault((org_id, "key"), "made")


def test_a_selling_partner_belongs_to_one_organisation():
    connections, secrets = FakeConnections(), FakeSecrets()
    command = RegisterSeller(ORG, SellerId("A1"), "Northwind", (Marketplace.US,))

    register_seller(connections, secrets, lambda: NOW, command, "Atzr|1")
    register_seller(connections, secrets, lambda: NOW, command, "Atzr|2")
    other = RegisterSeller(OrgId("other"), SellerId("A1"), "Thief", (Marketplace.US,))
    with pytest.raises(SellerTaken):
        register_seller(connections, secrets, lambda: NOW, other, "Atzr|3")

    assert secrets.kept == {(ORG, "key"): "made", (ORG, "A1"): "Atzr|2"}
    assert connections.get(ORG, SellerId("A1")).is_active


@pytest.mark.parametrize(
    ("org", "seller", "token", "field"),
    [
        ("a#PRODUCT#b", "A1", "Atzr|1", "org_id"),
        ("a/b", "A1", "Atzr|1", "org_id"),
        ("org", "A1#US", "Atzr|1", "seller_id"),
        ("org", "pseudonym-key", "Atzr|1", "seller_id"),
        ("org", "A1", "", "refresh_token"),
    ],
)
def test_an_id_that_could_be_taken_for_another_key_is_refused(org, seller, token, field):
    secrets = FakeSecrets()

    with pytest.raises(InvalidInput) as refusal:
        register_seller(
            FakeConnections(),
            secrets,
            lambda: NOW,
            RegisterSeller(OrgId(org), SellerId(seller), "X", (Marketplace.US,)),
            token,
        )

    assert refusal.value.details == {"field": field}
    assert secrets.kept == {}
