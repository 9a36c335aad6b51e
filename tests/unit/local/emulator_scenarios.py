"""Runs in the emulator's interpreter: one scenario against patched MiniStack, its result as JSON.

.venv-emulator/bin/python tests/unit/local/emulator_scenarios.py <scenario>
"""

import io
import json
import os
import sys
import threading
import time
import zipfile
from pathlib import Path

from local.emulator import (
    chaos,
    haste,
    lambda_errors,
    processor_queue,
    retry_delay,
    shared_layers,
    stderr_stall,
)

HANDLER = """
import os, time
class SlotTooFar(Exception):
    pass
def handler(event, context):
    if event.get("raise"):
        raise SlotTooFar("later")
    if event.get("exit"):
        os._exit(3)
    began = time.time()
    time.sleep(event.get("sleep", 0))
    Path = __import__("pathlib").Path
    if event.get("touch"):
        Path(event["touch"]).touch()
    layer = None
    if event.get("layer"):
        import in_layer
        layer = in_layer.__file__
    return {
        "pid": os.getpid(),
        "began": began,
        "ended": time.time(),
        "layer": layer,
        "niceness": os.nice(0),
    }
"""


def packed(name, text):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr(name, text)
    return archive.getvalue()


class Lambda:
    """One function of the patched emulator, called without its HTTP server."""

    def __init__(self, name, layers=()):
        import ministack.services.lambda_svc as service

        self._service = service
        arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
        self._function = {
            "config": {
                "FunctionName": name,
                "FunctionArn": arn,
                "Runtime": "python3.12",
                "Handler": "main.handler",
                "Timeout": 20,
                "Version": "$LATEST",
                "Layers": list(layers),
            },
            "code_zip": packed("main.py", HANDLER),
        }

    def __call__(self, **event):
        answer = self._service._execute_function_warm(self._function, event, "request-1")
        return answer["body"]


def errors():
    function = Lambda("errors")
    before = function()
    raised = function(**{"raise": True})
    after = function()
    exited = function(exit=True)
    alive = function()
    return {
        "raised": raised["errorType"],
        "survived": before["pid"] == after["pid"],
        "exited": exited["errorType"],
        "came_back": alive["pid"] != after["pid"],
    }


def silence():
    function = Lambda("silence")
    function()
    calls = []
    for _ in range(20):
        began = time.perf_counter()
        function()
        calls.append(time.perf_counter() - began)
    return {"fastest_s": min(calls)}


def kills():
    order = Path(os.environ["SHELFSIGNAL_CHAOS_FILE"])
    function, done = Lambda("shelfsignal-local-collect_pages"), order.with_name("done")
    first = function()
    order.write_text('[{"function": "collect_pages", "times": 1, "after_ms": 50}]')
    killed = function(sleep=5)
    again = function()
    order.write_text('[{"function": "collect_pages", "times": 1, "lose_answer": true}]')
    lost = function(touch=str(done))
    order.write_text('[{"function": "collect_pages", "times": 1, "after_ms": 3000}]')
    spared = function()
    order.write_text('[{"function": "other", "times": 9}]')
    other = function()
    late = '{"function": "collect_pages", "times": 1, "after_ms": 3000, "at_latest": "answer"}'
    order.write_text(f"[{late}]")
    killed_late = function()
    log = order.with_name("chaos.json.log").read_text().splitlines()
    return {
        "killed": killed["errorType"],
        "new_process": again["pid"] != first["pid"],
        "lost": lost["errorType"],
        "work_was_done": done.exists(),
        "spared": spared["pid"] == other["pid"],
        "killed_late": killed_late["errorType"],
        "log": [json.loads(line)["how"] for line in log],
    }


def layers():
    import ministack.core.lambda_runtime as runtime
    from ministack.services import lambda_svc

    archive = packed("python/in_layer.py", "x = 1")
    lambda_svc._resolve_layer_zip = lambda _ref: archive
    first, second = Lambda("one", ["layer-1"]), Lambda("two", ["layer-1"])
    paths = {first(layer=True)["layer"], second(layer=True)["layer"]}
    return {"copies": len(paths), "shared": runtime._shared_layer(archive) in next(iter(paths))}


def turns():
    function = Lambda("shelfsignal-local-queued")
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(function(sleep=0.2))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    moments = sorted(
        [(each["began"], 1) for each in answers] + [(each["ended"], -1) for each in answers]
    )
    at_once, most = 0, 0
    for _, step in moments:
        at_once += step
        most = max(most, at_once)
    return {
        "most": most,
        "processes": len({each["pid"] for each in answers}),
        "yielding": min(each["niceness"] for each in answers) - os.nice(0),
    }


def delays():
    import ministack.services.stepfunctions as service

    slept: list[float] = []
    service._scaled_sleep = slept.append
    service._invoke_resource = _always_failing(service)
    retry = {"ErrorEquals": ["Busy"], "IntervalSeconds": 4, "MaxAttempts": 5, "BackoffRate": 2}
    for extra in ({"MaxDelaySeconds": 10}, {"JitterStrategy": "FULL"}):
        state = {"Type": "Task", "Resource": "x", "Retry": [{**retry, **extra}], "End": True}
        context = {"State": {}, "QueryLanguage": "JSONPath"}
        try:
            service._execute_task(state, {}, {"events": []}, context)
        except service._ExecutionError:
            continue
    return {"capped": slept[:5], "jittered": slept[5:]}


def haste_of_ten():
    import ministack.services.eventbridge as rules
    import ministack.services.stepfunctions as machines

    retrier = {"IntervalSeconds": 4}
    usual = machines._retry_delay_s(retrier, 0), rules._parse_rate_seconds("rate(1 minute)")
    tick = rules._SCHEDULER_TICK_INTERVAL
    os.environ[haste.ENV_NAME] = "10"
    haste.apply()
    short = machines._retry_delay_s(retrier, 0), rules._parse_rate_seconds("rate(1 minute)")
    cron = rules._parse_rate_seconds("cron(0 6 * * ? *)")
    sooner = tick / rules._SCHEDULER_TICK_INTERVAL
    return {"usual": usual, "short": short, "cron": cron, "ticks": sooner}


def _always_failing(service):
    def fail(_resource, _payload):
        raise service._ExecutionError("Busy", "busy")

    return fail


if __name__ == "__main__":
    for patch in (
        lambda_errors,
        stderr_stall,
        retry_delay,
        shared_layers,
        processor_queue,
        chaos,
    ):
        patch.apply()
    result = globals()[sys.argv[1]]()
    from ministack.core import lambda_runtime

    lambda_runtime.kill_workers([w for pool in lambda_runtime._workers.values() for w in pool])
    sys.stdout.write(json.dumps(result) + "\n")
