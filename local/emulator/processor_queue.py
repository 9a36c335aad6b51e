"""Functions that only compute take turns for the machine's processors.

In AWS each Lambda process has a processor of its own. Here a distributed map would start a process
for every child of a function that only computes: on two cores that is the same work, each part of
it late, and a copy of the model each. ``SHELFSIGNAL_QUEUED`` says how many may run at once, as
``analyse_products:2``; calls beyond that wait, with their time not yet running. The processes that
do run yield to all others: a limiter's slot that is missed is lost, a computation is only later.
"""

import os
import threading
from typing import Any

import ministack.core.lambda_runtime as runtime
import ministack.services.lambda_svc as lambda_service

ENV_NAME = "SHELFSIGNAL_QUEUED"
YIELDING = 10  # how much nicer a computing process is than the emulator itself
_NICEST = 19


def limits_from(text: str) -> dict[str, int]:
    """Processes at once, by the end of a function's name.

    >>> limits_from("analyse_products:2")
    {'analyse_products': 2}
    """
    pairs = (part.split(":") for part in text.split(",") if part)
    return {name: int(limit) for name, limit in pairs}


class Turns:
    """A semaphore for each limited function."""

    def __init__(self, limits: dict[str, int]) -> None:
        self._semaphores = {name: threading.Semaphore(limit) for name, limit in limits.items()}

    def of(self, function_name: str) -> threading.Semaphore | None:
        for ending, semaphore in self._semaphores.items():
            if function_name.endswith(ending):
                return semaphore
        return None


def apply() -> None:
    turns = Turns(limits_from(os.environ.get(ENV_NAME, "")))
    execute = lambda_service._execute_function_warm

    def in_turn(func: dict[str, Any], event: Any, request_id: str) -> Any:
        semaphore = turns.of((func.get("config") or func).get("FunctionName", ""))
        if semaphore is None:
            return execute(func, event, request_id)
        with semaphore:
            return execute(func, event, request_id)

    lambda_service._execute_function_warm = in_turn
    spawn = runtime.Worker._spawn

    def spawn_yielding(worker: Any) -> Any:
        result = spawn(worker)
        if turns.of(worker.func_name) is not None:
            niceness = min(_NICEST, os.nice(0) + YIELDING)
            os.setpriority(os.PRIO_PROCESS, worker._proc.pid, niceness)
        return result

    runtime.Worker._spawn = spawn_yielding
