"""The state machines' only definitions, walked: nothing unretried, uncaught, untimed or
unfilled."""

import importlib
import json
import pkgutil
import re
import shutil
import subprocess

import pytest

import shelfsignal
from infra_cdk.constructs.workflow import FOLDER, definition_of
from shelfsignal.kernel.errors import Transient

FLOWS = sorted(path.name.removesuffix(".asl.json") for path in FOLDER.glob("*.asl.json"))
# The functions that record a failure, or close what it broke off with its reason.
RECORDERS = {"${RecordFailureArn}", "${CloseBackfillArn}", "${RecordJobFailureArn}"}
PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
VALIDATOR = FOLDER.parent / "infra_cdk" / "node_modules" / ".bin" / "asl-validator"
# A width is a number, so its placeholder stands without quotes.
WIDTH = re.compile(r": \$\{\w+Concurrency\}")
LAMBDA_ERRORS = {
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    "Runtime.ExitError",
    "Sandbox.Timedout",
    "States.Timeout",
}
# Answered as wait_s, so that the wait costs no Lambda time.
HANDED_BACK = {"SlotTooFar"}


def definition(flow):
    return json.loads(PLACEHOLDER.sub("1", definition_of(flow)))


def machines(machine, path="top"):
    """Every (path, machine): the top one and each map's child."""
    yield path, machine
    for name, state in machine["States"].items():
        if "ItemProcessor" in state:
            yield from machines(state["ItemProcessor"], f"{path}/{name}")


def states(type_=None):
    return [
        pytest.param(state, id=f"{path}/{name}")
        for flow in FLOWS
        for path, machine in machines(definition(flow), flow)
        for name, state in machine["States"].items()
        if type_ in (None, state["Type"])
    ]


def transients():
    """Names of every Transient there is, wherever in the layer it is defined."""
    for module in pkgutil.walk_packages(shelfsignal.__path__, "shelfsignal."):
        if ".adapters.local_engine" not in module.name:
            importlib.import_module(module.name)
    found, open_ = set(), [Transient]
    while open_:
        kind = open_.pop()
        found.add(kind.__name__)
        open_ += kind.__subclasses__()
    return found


@pytest.mark.parametrize("state", states("Task"))
def test_a_task_has_a_time_limit_a_growing_jittered_retry_and_one_catch_of_everything(state):
    (retry,) = state["Retry"]
    (catch,) = state["Catch"]

    assert state["TimeoutSeconds"] > 0
    assert retry["BackoffRate"] > 1
    assert retry["JitterStrategy"] == "FULL"
    assert 0 < retry["MaxAttempts"] <= 10
    assert catch["ErrorEquals"] == ["States.ALL"]
    assert catch["ResultPath"] == "$.failure"


@pytest.mark.parametrize("state", states("Task"))
def test_a_task_is_told_what_it_works_for(state):
    """By the correlation id, or by an input that has it."""
    payload = state["Parameters"].get("Payload", {})

    assert "Payload.$" in state["Parameters"] or {*payload} & {"correlation_id.$", "input.$"}


@pytest.mark.parametrize("state", states("Task"))
def test_a_task_retries_what_is_transient_by_name_and_nothing_else(state):
    named = set(state["Retry"][0]["ErrorEquals"])

    assert named == LAMBDA_ERRORS | (transients() - HANDED_BACK)


@pytest.mark.parametrize("state", states("Map"))
def test_a_map_reads_lines_from_s3_and_passes_no_list_on(state):
    assert state["ItemProcessor"]["ProcessorConfig"] == {
        "Mode": "DISTRIBUTED",
        "ExecutionType": "STANDARD",
    }
    assert state["ItemReader"]["ReaderConfig"] == {"InputType": "JSONL"}
    assert state["ResultPath"] is None
    assert state["Catch"][0]["ErrorEquals"] == ["States.ALL"]


@pytest.mark.parametrize(
    "machine",
    [
        pytest.param(machine, id=path)
        for flow in FLOWS
        for path, machine in machines(definition(flow), flow)
    ],
)
def test_every_state_is_reached_and_every_next_exists(machine):
    known, reached, open_ = set(machine["States"]), set(), [machine["StartAt"]]
    while open_:
        name = open_.pop()
        assert name in known
        if name in reached:
            continue
        reached.add(name)
        state = machine["States"][name]
        rules = [*state.get("Choices", []), *state.get("Catch", [])]
        open_ += [rule["Next"] for rule in rules]
        open_ += [state[key] for key in ("Next", "Default") if key in state]
        ends = state.get("End") or state["Type"] in {"Fail", "Succeed"}
        assert bool(ends) != bool("Next" in state or "Default" in state), name

    assert reached == known


def records(state):
    return state.get("Parameters", {}).get("FunctionName") in RECORDERS


@pytest.mark.parametrize("flow", FLOWS)
def test_every_failure_lands_on_a_recording_state(flow):
    for path, machine in machines(json.loads(WIDTH.sub(": 1", definition_of(flow)))):
        known = machine["States"]
        for name, state in known.items():
            for catch in state.get("Catch", []):
                landing = known[catch["Next"]]
                recorded = records(landing) or records(known.get(landing.get("Next"), {}))
                # A record that cannot be written fails its machine: the one above catches that.
                assert recorded or (records(state) and landing["Type"] == "Fail"), f"{path}/{name}"


@pytest.mark.skipif(not VALIDATOR.exists(), reason="python -m local tools installs asl-validator")
@pytest.mark.parametrize("flow", FLOWS)
def test_the_definition_is_states_language(flow, tmp_path):
    filled = tmp_path / "machine.asl.json"
    arn = r"arn:aws:lambda:us-east-1:000000000000:function:\1"
    filled.write_text(PLACEHOLDER.sub(arn, WIDTH.sub(": 1", definition_of(flow))))
    node = shutil.which("node") or "node"

    found = subprocess.run(
        [node, str(VALIDATOR), "--json-path", str(filled)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stdout + found.stderr


def machine_of(templates, flow):
    return next(
        properties
        for _, properties in templates.all("AWS::StepFunctions::StateMachine")
        if properties["StateMachineName"].endswith(f"-{flow}")
    )


@pytest.mark.parametrize("flow", FLOWS)
def test_every_placeholder_is_filled_and_every_value_is_used(prod, flow):
    machine, text = machine_of(prod, flow), definition_of(flow)

    assert set(machine["DefinitionSubstitutions"]) == set(PLACEHOLDER.findall(text))
    assert machine["DefinitionString"] == text


@pytest.mark.parametrize("flow", FLOWS)
def test_the_definition_names_no_account_and_no_region(flow):
    assert not re.search(r"\d{12}|us-east-1", definition_of(flow))


@pytest.mark.parametrize("flow", FLOWS)
def test_runs_are_logged_and_traced(prod, flow):
    machine = machine_of(prod, flow)

    assert machine["LoggingConfiguration"]["Level"] == "ALL"
    assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False
    assert machine["TracingConfiguration"] == {"Enabled": True}


def test_the_retry_rule_is_written_once():
    for flow in FLOWS:
        text = (FOLDER / f"{flow}.asl.json").read_text()
        assert text.count('"Retry": "${TransientRetry}"') == text.count('"Retry"') > 0
