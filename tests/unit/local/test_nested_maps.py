"""The emulator runs a distributed map inside a distributed map as the flow needs it.

Not ours to build, ours to rely on: side by side, within MaxConcurrency, errors caught by name.
"""

import io
import json
import time
import zipfile

import pytest

from local.aws import Clients
from local.options import RunOptions
from local.paths import Paths
from local.ports import Ports
from local.stack import EMULATOR, LocalStack

OUTER, INNER = 2, 3
HANDLER = """
import time
class StoreUnavailable(Exception):
    pass
def handler(event, context):
    if event["n"] == 1:
        raise StoreUnavailable("not now")
    began = time.time()
    time.sleep(0.6)
    return {"began": began, "ended": time.time()}
"""


@pytest.fixture(scope="module")
def clients(tmp_path_factory, emulator_python):
    stack = LocalStack(Paths(tmp_path_factory.mktemp("nested")), RunOptions(ports=Ports.free()))
    stack.start_one(EMULATOR)
    yield Clients(stack.options.ports.url(EMULATOR))
    stack.stop()


def distributed(name, key, states, start):
    return {
        "Type": "Map",
        "Label": name,
        "MaxConcurrency": OUTER if name == "Outer" else INNER,
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSONL"},
            "Parameters": {"Bucket": "lines", "Key.$": key},
        },
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": start,
            "States": states,
        },
        "ResultPath": None,
        "End": True,
    }


def definition(function_arn):
    work = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": function_arn, "Payload": {"n.$": "$.n"}},
        "OutputPath": "$.Payload",
        "TimeoutSeconds": 20,
        "Retry": [{"ErrorEquals": ["StoreUnavailable"], "IntervalSeconds": 1, "MaxAttempts": 1}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Caught"}],
        "End": True,
    }
    inner_states = {"Work": work, "Caught": {"Type": "Pass", "End": True}}
    inner = distributed("Inner", "$.key", inner_states, "Work")
    outer = distributed("Outer", "$.key", {"Inner": inner}, "Inner")
    return {"StartAt": "Outer", "States": {"Outer": outer}}


def deploy(clients):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("main.py", HANDLER)
    role = "arn:aws:iam::000000000000:role/any"
    function = clients("lambda").create_function(
        FunctionName="work",
        Runtime="python3.12",
        Role=role,
        Handler="main.handler",
        Code={"ZipFile": archive.getvalue()},
        Timeout=20,
    )
    s3 = clients("s3")
    s3.create_bucket(Bucket="lines")
    s3.put_object(Bucket="lines", Key="outer", Body=lines({"key": "inner"} for _ in range(OUTER)))
    s3.put_object(Bucket="lines", Key="inner", Body=lines({"n": n} for n in range(2 * INNER)))
    machine = clients("stepfunctions").create_state_machine(
        name="nested", definition=json.dumps(definition(function["FunctionArn"])), roleArn=role
    )
    return machine["stateMachineArn"]


def lines(documents):
    return "\n".join(json.dumps(document) for document in documents)


def children_of(clients, executions):
    """ARNs of the child executions of all their map runs."""
    functions = clients("stepfunctions")
    runs = [
        run["mapRunArn"]
        for arn in executions
        for run in functions.list_map_runs(executionArn=arn)["mapRuns"]
    ]
    return [
        child["executionArn"]
        for run in runs
        for child in functions.list_executions(mapRunArn=run)["executions"]
    ]


def most_at_once(spans):
    steps = sorted([(each["began"], 1) for each in spans] + [(each["ended"], -1) for each in spans])
    at_once, most = 0, 0
    for _, step in steps:
        at_once += step
        most = max(most, at_once)
    return most


def test_a_map_in_a_map_runs_side_by_side_within_its_width_and_catches_by_name(clients):
    functions = clients("stepfunctions")
    machine = deploy(clients)
    execution = functions.start_execution(
        stateMachineArn=machine, input=json.dumps({"key": "outer"})
    )["executionArn"]

    deadline = time.monotonic() + 60
    while (state := functions.describe_execution(executionArn=execution))["status"] == "RUNNING":
        assert time.monotonic() < deadline
        time.sleep(0.1)

    children = children_of(clients, children_of(clients, [execution]))
    found = [
        json.loads(functions.describe_execution(executionArn=arn)["output"]) for arn in children
    ]
    failures = [each["failure"]["Error"] for each in found if "failure" in each]
    assert state["status"] == "SUCCEEDED"
    assert len(found) == OUTER * 2 * INNER
    assert failures == ["StoreUnavailable"] * OUTER
    worked = [each for each in found if "began" in each]
    assert INNER < most_at_once(worked) <= OUTER * INNER
