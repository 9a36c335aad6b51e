"""Everything a local stack has kept, a place and its bytes at a time."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.stack import LocalStack

Kept = Iterator[tuple[str, bytes]]
# What is there to open doors; the emulator's own store, whose services are searched themselves.
_ON_PURPOSE = ("endpoints.json", "key.json", "login.json", "emulator/")
# The code that was deployed.
_ASSETS = "cdk-"
_LARGEST_FILE = 20_000_000


def everything(stack: LocalStack) -> Kept:
    """Logs, objects, items, executions, messages, settings of functions, and files."""
    for source in (logs, objects, items, executions, messages, settings, files):
        yield from source(stack)


def logs(stack: LocalStack) -> Kept:
    """Every line of every log group."""
    client = stack.clients("logs")
    for group in _each(client, "describe_log_groups", "logGroups"):
        name = group["logGroupName"]
        for event in _each(client, "filter_log_events", "events", logGroupName=name):
            yield f"log {name}", event["message"].encode()


def objects(stack: LocalStack) -> Kept:
    """Every version of every object: its key, its metadata, its bytes."""
    client = stack.clients("s3")
    for bucket in client.list_buckets()["Buckets"]:
        name = bucket["Name"]
        if name.startswith(_ASSETS):
            continue
        for each in _each(client, "list_object_versions", "Versions", Bucket=name):
            key = each["Key"]
            got = client.get_object(Bucket=name, Key=key, VersionId=each["VersionId"])
            yield f"s3 {key} (its name)", json.dumps([key, got["Metadata"]]).encode()
            yield f"s3 {key}", got["Body"].read()


def items(stack: LocalStack) -> Kept:
    """Every attribute of every item of every table; binary ones as they are."""
    client = stack.clients("dynamodb")
    for table in client.list_tables()["TableNames"]:
        for item in _each(client, "scan", "Items", TableName=table):
            place = f"dynamodb {table} {item['pk']['S']} {item['sk']['S']}"
            yield place, json.dumps(item, default=str).encode()
            for name, value in _binary(item):
                yield f"{place} {name}", value


def _binary(value: Any, name: str = "") -> Kept:
    if isinstance(value, bytes):
        yield name, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _binary(each, f"{name}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from _binary(each, name)


def executions(stack: LocalStack) -> Kept:
    """What every execution, the maps' own included, was given, gave, and went through."""
    client = stack.clients("stepfunctions")
    for machine in client.list_state_machines()["stateMachines"]:
        arn = machine["stateMachineArn"]
        for found in _each(client, "list_executions", "executions", stateMachineArn=arn):
            yield from _execution(client, found["executionArn"])
            runs = client.list_map_runs(executionArn=found["executionArn"])["mapRuns"]
            for run in runs:
                children = {"mapRunArn": run["mapRunArn"]}
                for child in _each(client, "list_executions", "executions", **children):
                    yield from _execution(client, child["executionArn"])


def _execution(client: Any, arn: str) -> Kept:
    place = f"execution {arn.rsplit(':', 1)[1]}"
    yield place, json.dumps(client.describe_execution(executionArn=arn), default=str).encode()
    for event in _each(client, "get_execution_history", "events", executionArn=arn):
        yield place, json.dumps(event, default=str).encode()


def messages(stack: LocalStack) -> Kept:
    """What waits in a queue, dead letters included; it stays there."""
    client = stack.clients("sqs")
    for url in client.list_queues().get("QueueUrls", []):
        wanted = {"MaxNumberOfMessages": 10, "VisibilityTimeout": 0, "WaitTimeSeconds": 0}
        for message in client.receive_message(QueueUrl=url, **wanted).get("Messages", []):
            yield f"queue {url.rsplit('/', 1)[1]}", json.dumps(message, default=str).encode()


def settings(stack: LocalStack) -> Kept:
    """Functions' variables, the deployed templates and what they say of themselves."""
    for function in _each(stack.clients("lambda"), "list_functions", "Functions"):
        yield f"function {function['FunctionName']}", json.dumps(function, default=str).encode()
    yield "outputs", json.dumps(dict(stack.outputs)).encode()


def files(stack: LocalStack) -> Kept:
    """What the stack's processes have written, their logs among it."""
    home = stack.paths.home
    for path in sorted(home.rglob("*")):
        name = str(path.relative_to(home))
        if path.is_file() and not name.startswith(_ON_PURPOSE) and _is_text(path):
            yield f"file {name}", path.read_bytes()


def _is_text(path: Path) -> bool:
    """Not what was deployed: packages of code, megabytes that no secret gets into."""
    return path.suffix not in {".zip", ".so", ".sock"} and path.stat().st_size < _LARGEST_FILE


def _each(client: Any, operation: str, of: str, **asked: Any) -> Iterator[Any]:
    for page in client.get_paginator(operation).paginate(**asked):
        yield from page.get(of, [])
