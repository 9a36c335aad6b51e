"""Opt-in: kills Lambda processes on order, so that a test can prove nothing is lost or done twice.

The launcher reads the JSON file named by ``SHELFSIGNAL_CHAOS_FILE`` at every invocation; a test
writes it at any time. It holds a list of orders, the first that fits an invocation is carried out:

    {"function": "collect_pages", "times": 1, "after_ms": 150}       SIGKILL 150 ms into the call
    {"function": "collect_pages", "times": 1, "after_ms": 5, "at_latest": "answer"}    in any case
    {"function": "collect_pages", "times": 1, "lose_answer": true}   work done, its answer is lost
    {"function": "analyse_products", "times": 2, "skip": 3}          spare the first three calls

A function is named by the end of its name. Every kill that hit a running call is appended to
``<file>.log`` as a JSON line; a call that answered before its time is spared and the order stays,
unless it is to be killed at its answer at the latest.
Without the variable nothing is patched.
"""

import json
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ministack.core.lambda_runtime as runtime

from local.emulator.patching import patch_function

ENV_NAME = "SHELFSIGNAL_CHAOS_FILE"


@dataclass
class Orders:
    """The orders of one file, and how much of each has been carried out."""

    path: Path
    _text: str = ""
    _orders: list[dict[str, Any]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, function_name: str) -> dict[str, Any] | None:
        """The order that this invocation must suffer, one of its times used up; or None."""
        with self._lock:
            self._reread()
            for order in self._orders:
                if not function_name.endswith(order["function"]) or order.get("times", 1) < 1:
                    continue
                if order.get("skip", 0) > 0:
                    order["skip"] -= 1
                    continue
                order["times"] = order.get("times", 1) - 1
                return order
            return None

    def spare(self, order: dict[str, Any]) -> None:
        """The call was over before the kill: the order is open again."""
        with self._lock:
            order["times"] += 1

    def record(self, function_name: str, request_id: str, how: str) -> None:
        line = json.dumps({"function": function_name, "request_id": request_id, "how": how})
        with self._lock, self.path.with_suffix(self.path.suffix + ".log").open("a") as log:
            log.write(line + "\n")

    def _reread(self) -> None:
        text = self.path.read_text() if self.path.exists() else "[]"
        if text != self._text:
            self._text, self._orders = text, json.loads(text)


class Strike:
    """One order against one invocation of one worker."""

    def __init__(self, orders: Orders, order: dict[str, Any], worker: Any, request_id: str) -> None:
        self._orders, self._order = orders, order
        self._worker, self._request_id = worker, request_id
        self._over = threading.Lock()
        self._timer = threading.Timer(order.get("after_ms", 0) / 1000, self._kill)
        self._timer.daemon = True

    def started(self) -> None:
        """The event has been handed to the process."""
        if not self._order.get("lose_answer"):
            self._timer.start()

    def _kill(self) -> None:
        if self._over.acquire(blocking=False):
            self._worker._proc.kill()
            self._orders.record(self._worker.func_name, self._request_id, "killed")

    def answered(self, response: dict[str, Any]) -> dict[str, Any]:
        """What the caller gets to see of the process's answer."""
        self._timer.cancel()
        is_last_moment = self._order.get("lose_answer") or self._order.get("at_latest") == "answer"
        if not self._over.acquire(blocking=False):  # the timer was first
            return response
        if is_last_moment and self._worker._proc is not None:
            self._worker._proc.kill()
            self._orders.record(self._worker.func_name, self._request_id, "answer lost")
            return {"status": "error", "error": "Worker process died"}
        self._orders.spare(self._order)
        return response


def apply() -> None:
    """Raises: AnchorLost."""
    path = os.environ.get(ENV_NAME)
    if not path:
        return
    orders = Orders(Path(path))

    def begin(worker: Any, request_id: str) -> Strike | None:
        order = orders.take(worker.func_name)
        return None if order is None else Strike(orders, order, worker, request_id)

    runtime._begin_strike = begin
    patch_function(
        runtime,
        "Worker.invoke",
        (
            "reader.start()\n",
            "strike = _begin_strike(self, request_id)\n"
            "        reader.start()\n"
            "        if strike: strike.started()\n",
        ),
        (
            "response = result_box[0]\n",
            "response = strike.answered(result_box[0]) if strike else result_box[0]\n",
        ),
    )
