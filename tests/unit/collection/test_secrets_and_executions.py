"""Secrets Manager and Step Functions behind their ports, on moto."""

import pytest

from shelfsignal.collection.adapters.executions import StepFunctionsExecutions
from shelfsignal.collection.adapters.secrets import PseudonymKeys, Secrets
from shelfsignal.kernel.errors import Broken, NotFound, StoreUnavailable
from shelfsignal.kernel.ids import OrgId
from tests.builders.collection import ORG
from tests.unit.collection.conftest import client

ENDLESS = '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": true}}}'


@pytest.fixture
def secrets(aws):
    return Secrets(client("secretsmanager"))


@pytest.fixture
def keys(secrets):
    return PseudonymKeys(secrets, "shelfsignal/test/sellers/")


def test_pseudonyms_are_stable_within_an_organisation_and_differ_between_them(keys):
    for org in (ORG, OrgId("other")):
        keys.ensure_pseudonym_key(org)
        keys.ensure_pseudonym_key(org)
    ours, theirs = keys.of(ORG), keys.of(OrgId("other"))

    assert ours("Kim") == ours("Kim")
    assert len(ours("Kim")) == 16
    assert len({ours("Kim"), ours("Lee"), theirs("Kim")}) == 3


def test_missing_and_garbled_secrets(secrets):
    with pytest.raises(NotFound):
        secrets.read("nowhere")
    client("secretsmanager").create_secret(Name="garbled", SecretString="no json")
    with pytest.raises(Broken):
        secrets.read("garbled")


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
