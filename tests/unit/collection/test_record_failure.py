"""Recording failures: the right level, the right run, and nobody else's."""

import pytest

from shelfsignal.collection.domain.checkpoints import FailureStage
from shelfsignal.collection.domain.errors import SellerTaken
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.runs import RunStage, RunStatus
from shelfsignal.collection.services.commands import FailureEvent, OpenRunEvent, read
from shelfsignal.collection.services.record_failure import record_failure
from shelfsignal.collection.services.register_seller import (
    RegisterSeller,
    SellerOffice,
    by_region,
    register_seller,
)
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId
from tests.builders.collection import NOW, ORG, RUN, SELLER, a_run
from tests.fakes.collection import (
    FakeConnections,
    FakeFailures,
    FakePseudonymKeys,
    FakeRuns,
    FakeVault,
)

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


@pytest.fixture
def sellers():
    return SellerOffice(FakeConnections(), FakeVault(), FakePseudonymKeys(), lambda: NOW)


def test_a_selling_partner_belongs_to_one_organisation(sellers):
    command = RegisterSeller(ORG, SellerId("A1"), "Northwind", (Marketplace.US,))

    register_seller(sellers, command, "Atzr|1")
    connection = register_seller(sellers, command, "Atzr|2")
    other = RegisterSeller(OrgId("other"), SellerId("A1"), "Thief", (Marketplace.US,))
    with pytest.raises(SellerTaken):
        register_seller(sellers, other, "Atzr|3")

    assert sellers.vault.refresh == {connection.grant: ("Atzr|2", NOW)}
    assert sellers.pseudonyms.made == {ORG}
    assert sellers.connections.get(connection.grant).is_active


def test_a_seller_consents_in_each_region_by_itself(sellers):
    places = by_region([Marketplace.US, Marketplace.UK, Marketplace.DE])
    for number, group in enumerate(places):
        command = RegisterSeller(ORG, SellerId("A1"), "Northwind", group)
        register_seller(sellers, command, f"Atzr|{number}")

    found = sellers.connections.of_org(ORG)
    assert [(each.region, each.marketplaces) for each in found] == [
        ("EU", (Marketplace.UK, Marketplace.DE)),
        ("NA", (Marketplace.US,)),
    ]
    assert [sellers.vault.refresh_token(each.grant) for each in found] == ["Atzr|1", "Atzr|0"]


@pytest.mark.parametrize(
    ("org", "seller", "token", "places", "field"),
    [
        ("a#PRODUCT#b", "A1", "Atzr|1", "US", "org_id"),
        ("a/b", "A1", "Atzr|1", "US", "org_id"),
        ("org", "A1#US", "Atzr|1", "US", "seller_id"),
        ("org", "pseudonym-key", "Atzr|1", "US", "seller_id"),
        ("org", "A1", "", "US", "refresh_token"),
        ("org", "A1", "Atzr|1", "US,UK", "marketplaces"),
    ],
)
def test_what_could_be_taken_for_another_key_or_consent_is_refused(
    sellers, org, seller, token, places, field
):
    marketplaces = tuple(map(Marketplace, places.split(",")))

    with pytest.raises(InvalidInput) as refusal:
        register_seller(
            sellers, RegisterSeller(OrgId(org), SellerId(seller), "X", marketplaces), token
        )

    assert refusal.value.details == {"field": field}
    assert sellers.vault.refresh == {}
