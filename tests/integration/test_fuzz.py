"""The whole document on the deployed stack: no 5xx, no broken answer, nothing without credentials.

The same cases every time, and few of each: in process there are more (tests/unit/api).
"""

import httpx
import pytest
import schemathesis

from local.jsonfile import read_json
from scripts.openapi.__main__ import COMMITTED
from tests.fuzzing import fuzz
from tests.integration.driving import wipe

SCHEMA = schemathesis.openapi.from_path(COMMITTED)
OPERATIONS = [(path, method) for path, item in SCHEMA.items() for method in item]
CLOSED = [
    (path, method) for path, method in OPERATIONS if SCHEMA[path][method].definition.raw["security"]
]
EXAMPLES = 3


@pytest.fixture(scope="module")
def stack(deployed):
    """Whatever the fuzzing left is gone afterwards, runs that it started first."""
    wipe(deployed)
    yield deployed
    _stop_runs(deployed)
    wipe(deployed)


def _stop_runs(stack):
    machines = stack.clients("stepfunctions")
    for machine in machines.list_state_machines()["stateMachines"]:
        arn = machine["stateMachineArn"]
        running = machines.list_executions(stateMachineArn=arn, statusFilter="RUNNING")
        for execution in running["executions"]:
            machines.stop_execution(executionArn=execution["executionArn"])


@pytest.fixture(scope="module")
def endpoints(stack):
    return read_json(stack.paths.endpoints)


@pytest.fixture(scope="module")
def bearer(endpoints):
    """A person's token, where a person is asked for."""
    credentials = {"email": endpoints["email"], "password": endpoints["password"]}
    answer = httpx.post(f"{endpoints['api_url']}/v1/auth/login", json=credentials, timeout=30)
    assert answer.status_code == 200, answer.text
    return f"Bearer {answer.json()['access_token']}"


def needs_a_person(path, method):
    return SCHEMA[path][method].definition.raw["security"] == [{"Bearer": []}]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_with_credentials_answers_are_as_described(endpoints, bearer, path, method):
    headers = {"x-api-key": endpoints["api_key"]}
    if needs_a_person(path, method):
        headers = {"authorization": bearer}

    fuzz(SCHEMA[path][method], headers, EXAMPLES, base_url=endpoints["api_url"])


@pytest.mark.parametrize(("path", "method"), CLOSED)
def test_without_credentials_the_deployed_gateway_lets_nothing_through(endpoints, path, method):
    url = endpoints["api_url"] + path.replace("{", "").replace("}", "")

    answer = httpx.request(method, url, timeout=30, trust_env=False)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")


def test_a_path_of_nothing_is_answered_in_our_envelope(endpoints):
    answer = httpx.get(f"{endpoints['api_url']}/v1/nothing", timeout=30, trust_env=False)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (404, "not_found")
    assert error["message"] == "There is nothing at this path."
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_browser_that_asks_first_may_come(endpoints):
    asked = {"origin": "https://example.com", "access-control-request-method": "GET"}

    answer = httpx.options(
        f"{endpoints['api_url']}/v1/products", headers=asked, timeout=30, trust_env=False
    )

    assert answer.is_success
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "x-api-key" in answer.headers["access-control-allow-headers"].lower()
