"""One run of portfolio_refresh through the API, watched until it ends."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from local.failures import LocalFailure
from local.stack import LocalStack
from shelfsignal.kernel.progress import BUDGET_EXHAUSTED
from shelfsignal.kernel.text import printable

Run = dict[str, Any]
Watch = Callable[[Run], None]

RUNNING, SUCCEEDED = "RUNNING", "SUCCEEDED"
MAX_ATTEMPTS = 3
_POLL_S = 0.5
# As long as nothing moves; a run itself may take as long as its data needs.
_STALLED_S = 600.0

# The keys of last-run.json, in order; each is a field of the API's run.
REPORTED = (
    *("run_id", "status", "pages", "requests", "products", "reviews", "analysed"),
    *("versions_written", "failures", "seconds", "permitted_rps", "achieved_rps", "http_429"),
    *("tokens", "cost_usd", "engine", "reviews_analysed", "dropped", "failure"),
)


def refresh(stack: LocalStack, day: str, watch: Watch, say: Callable[[str], None]) -> Run:
    """The finished run; one that is left PARTIAL or FAILED is resumed, twice at most.

    Raises: LocalFailure when it cannot be started, or stops moving.
    """
    run = _call(stack, "POST", "/v1/runs", json={"day": day})
    run = _until_finished(stack, run["run_id"], watch)
    while _is_worth_resuming(run):
        left = run["failure"] or f"{run['failures']} failures recorded"
        say(printable(f"Run {run['run_id']} is {run['status']} ({left}); resuming it."))
        _call(stack, "POST", f"/v1/runs/{run['run_id']}/resume")
        run = _until_finished(stack, run["run_id"], watch)
    return run


def _is_worth_resuming(run: Run) -> bool:
    """A run that has spent its budget has none when resumed, either: the next one goes on."""
    is_broke = run["dropped"].get(BUDGET_EXHAUSTED, 0) and not run["failures"]
    return run["status"] != SUCCEEDED and run["attempt"] < MAX_ATTEMPTS and not is_broke


def report(run: Run) -> Run:
    """What last-run.json says of a run: its counters, and what a product and an insight cost."""
    cost = float(run["cost_usd"])
    return {name: run[name] for name in REPORTED} | {
        "cost_usd_a_product": _each(cost, run["analysed"]),
        "cost_usd_an_insight": _each(cost, run["versions_written"]),
    }


def _each(cost: float, count: int) -> float | None:
    return round(cost / count, 9) if count else None


def _until_finished(stack: LocalStack, run_id: str, watch: Watch) -> Run:
    seen, since = "", time.monotonic()
    while True:
        run = _call(stack, "GET", f"/v1/runs/{run_id}")
        watch(run)
        if run["status"] != RUNNING:
            return run
        if str(run) != seen:
            seen, since = str(run), time.monotonic()
        if time.monotonic() - since > _STALLED_S:
            message = f"Run {run_id} has not moved for {_STALLED_S:.0f} s; see `make status`."
            raise LocalFailure(message)
        time.sleep(_POLL_S)


def _call(stack: LocalStack, method: str, path: str, **options: Any) -> Run:
    try:
        answer = stack.api(method, path, **options)
    except httpx.HTTPError as error:
        message = f"{method} {path}: {error}"
        raise LocalFailure(message) from error
    if answer.is_error:
        message = f"{method} {path} answered {answer.status_code}: {printable(answer.text[:500])}"
        raise LocalFailure(message)
    body: Run = answer.json()
    return body
