"""How long a page's own thread was at work without a pause, in its own processor time.

The browser's long-task observer counts wall time, which on a busy machine is mostly other people's.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import Browser, Page

_CATEGORIES: Final = ["toplevel", "disabled-by-default-devtools.timeline"]
_THREAD: Final = "CrRendererMain"
_US_PER_MS: Final = 1000


@contextmanager
def traced(browser: Browser, page: Page) -> Iterator[list[float]]:
    """Fills the list, at the end, with the processor time of each task in ms, the longest first."""
    tasks: list[float] = []
    browser.start_tracing(page=page, categories=_CATEGORIES)
    try:
        yield tasks
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
        tasks += sorted(_task_times(events), reverse=True)


def _task_times(events: list[dict[str, Any]]) -> Iterator[float]:
    named = [event for event in events if event.get("name") == "thread_name"]
    ours = {(one["pid"], one["tid"]) for one in named if one["args"]["name"] == _THREAD}
    for event in events:
        is_task = event.get("ph") == "X" and event["name"].endswith("RunTask")
        if is_task and (event["pid"], event["tid"]) in ours:
            yield event.get("tdur", 0) / _US_PER_MS
