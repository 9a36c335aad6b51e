"""Which runs `make run` resumes by itself."""

import httpx
import pytest

from local import refresh as module
from local.refresh import refresh

DONE = {"status": "SUCCEEDED", "failures": 0, "dropped": {}, "failure": None}
FAILED = {**DONE, "status": "PARTIAL", "failures": 2}
BROKE = {**DONE, "status": "PARTIAL", "dropped": {"budget_exhausted": 7}, "failure": "budget"}


class Stack:
    """Each attempt ends as told."""

    def __init__(self, *ends):
        self.ends = list(ends)
        self.calls = []

    def api(self, method, path, **_):
        self.calls.append((method, path))
        attempt = sum(method == "POST" for method, _ in self.calls)
        body = {"run_id": "R1", "attempt": attempt, **self.ends[min(attempt, len(self.ends)) - 1]}
        return httpx.Response(200, json=body, request=httpx.Request(method, "http://x"))

    @property
    def resumes(self):
        return self.calls.count(("POST", "/v1/runs/R1/resume"))


@pytest.mark.parametrize(
    ("ends", "resumes"),
    [
        ([DONE], 0),
        ([FAILED, DONE], 1),
        ([FAILED, FAILED, FAILED], module.MAX_ATTEMPTS - 1),
        ([BROKE], 0),
        ([{**BROKE, "failures": 2}, BROKE], 1),
    ],
    ids=["done", "mended", "never mended", "no money left", "no money left, and failures"],
)
def test_a_run_is_resumed_while_that_can_help(ends, resumes):
    stack = Stack(*ends)

    run = refresh(stack, "2026-11-22", lambda _run: None, lambda _line: None)

    assert stack.resumes == resumes
    assert run["status"] == ends[min(resumes, len(ends) - 1)]["status"]
