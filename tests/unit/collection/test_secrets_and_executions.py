"""Secrets Manager and Step Functions behind their ports, on moto."""

import pytest

from shelfsignal.collection.adapters.executions import StepFunctionsExecutions
from shelfsignal.collection.adapters.secrets import Secrets, SellerSecretStore
from shelfsignal.kernel.errors import Broken, NotFound, StoreUnavailable
from shelfsignal.kernel.ids import OrgId
from tests.builders.collection import ORG, SELLER
from tests.unit.collection.conftest import client

ENDLESS = '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": true}}}'


@pytest.fixture
def secrets(aws):
    return Secrets(client("secretsmanager"))


@pytest.fixture
def sellers(secrets):
    return SellerSecretStore(secrets, "shelfsignal/test/sellers/")


def test_a_refresh_token_is_kept_and_replaced(sellers):
    sellers.put_refresh_token(ORG, SELLER, "Atzr|1")
    assert sellers.refresh_token(ORG, SELLER) == "Atzr|1"

    sellers.put_refresh_token(ORG, SELLER, "Atzr|2")
    assert sellers.refresh_token(ORG, SELLER) == "Atzr|2"


def test_what_another_process_stored_is_seen_when_read_afresh(secrets, sellers):
    sellers.put_refresh_token(ORG, SELLER, "Atzr|1")
    sellers.refresh_token(ORG, SELLER)
    other = SellerSecretStore(Secrets(client("secretsmanager")), "shelfsignal/test/sellers")
    other.put_refresh_token(ORG, SELLER, "Atzr|2")

    assert sellers.refresh_token(ORG, SELLER) == "Atzr|1"
    assert sellers.refresh_token(ORG, SELLER, fresh=True) == "Atzr|2"


def test_pseudonyms_are_stable_within_an_organisation_and_differ_between_them(sellers):
    for org in (ORG, OrgId("other")):
        sellers.ensure_pseudonym_key(org)
        sellers.ensure_pseudonym_key(org)
    ours, theirs = sellers.of(ORG), sellers.of(OrgId("other"))

    assert ours("Kim") == ours("Kim")
    assert len(ours("Kim")) == 16
    assert len({ours("Kim"), ours("Lee"), theirs("Kim")}) == 3


def test_missing_and_garbled_secrets(secrets, sellers):
    with pytest.raises(NotFound):
        sellers.refresh_token(ORG, SELLER)
    client("secretsmanager").create_secret(Name="garbled", SecretString="no json")
    with pytest.raises(Broken):
        secrets.read("garbled")
    secrets.write(f"shelfsignal/test/sellers/{ORG}/{SELLER}", {})
    with pytest.raises(Broken, match="no refresh token"):
        sellers.refresh_token(ORG, SELLER)


def test_no_secret_is_in_a_repr(sellers):
    sellers.put_refresh_token(ORG, SELLER, "Atzr|1")

    assert "Atzr" not in repr(sellers)


@pytest.fixture
def executions(aws):
    role = client("iam").create_role(RoleName="machine", AssumeRolePolicyDocument="{}")
    machine = client("stepfunctions").create_state_machine(
        name="portfolio_refresh", definition=ENDLESS, roleArn=role["Role"]["Arn"]
    )
    return StepFunctionsExecutions(client("stepfunctions"), machine["stateMachineArn"])


def test_an_execution_runs_under_its_name_until_it_is_stopped(executions):
    arn = executions.arn("RUN-1")
    assert not executions.is_running(arn)

    executions.start("RUN-1", {"org_id": "demo"})

    assert executions.is_running(arn)
    client("stepfunctions").stop_execution(executionArn=arn)
    assert not executions.is_running(arn)


def test_starting_the_same_name_again_is_no_error(executions):
    executions.start("RUN-1", {"org_id": "demo"})
    executions.start("RUN-1", {"org_id": "demo"})
    executions.start("RUN-1", {"org_id": "changed"})


def test_an_unreachable_service_may_be_tried_again(aws):
    machine = "arn:aws:states:us-east-1:123456789012:stateMachine:none"
    nowhere = StepFunctionsExecutions(client("stepfunctions"), machine)

    with pytest.raises(StoreUnavailable):
        nowhere.start("x", {})
