"""The dashboard in Chromium on a local stack: its scripts, how soon it answers, whether it moves.

    python -m bench.dashboard [--products 300] [--visits 5] [--rows 100000] [--home .local]

`interactive_ms` is from the start of the navigation until the overview shows its figures and no
task blocks the page any more: a first visit has an empty cache, a later one has the files but no
data. `layout_shift` adds up what moved unasked while a page loaded. The scroll goes through a list
of `rows` products, all of them loaded, a screen a frame: pages of /v1/products are answered by the
bench, everything else by the stack. A task's processor time is its own, whatever else the machine
does; its wall time is what the browser's observer says. One JSON object a line.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, Route

from local.dashboard import build_dashboard
from local.options import RunOptions
from local.paths import Paths
from local.ports import Ports
from local.refresh import refresh
from local.stack import LocalStack
from scripts.chromium import chromium
from scripts.dashboard_site import Site, settle
from scripts.main_thread import traced
from scripts.page_probes import layout_shift, long_tasks, observe, script_bytes, synthetic_cards

PAGE: Final = 2000
_SHOWN: Final = 'nav[aria-label="Figures"] a'
_WATCH_FOR_FIGURES: Final = f"""
window.shownAt = new Promise((resolve) => {{
  const look = () => document.querySelector('{_SHOWN}')
    ? resolve(performance.now()) : requestAnimationFrame(look);
  look();
}});
"""
# A screen a frame, down for so many frames; how long each frame took.
_SCROLL: Final = """async ({ from, frames }) => {
  const box = document.querySelector('[role=table][aria-label=Products]');
  box.scrollTop = from;
  const took = [];
  let last = await new Promise(requestAnimationFrame);
  const began = performance.now();
  for (let frame = 0; frame < frames; frame += 1) {
    box.scrollTop += 600;
    const now = await new Promise(requestAnimationFrame);
    took.push(now - last);
    last = now;
  }
  return { began, ended: performance.now(), took };
}"""
_HEIGHT: Final = "() => document.querySelector('[role=table][aria-label=Products]').scrollHeight"
_ROW_PX: Final = 64
_LONG_MS: Final = 100


def visits(site: Site, browser: Browser, count: int) -> list[dict[str, Any]]:
    """Scripts and time to interactive of the overview, at first and later visits."""
    first, later, scripts = [], [], 0
    for _ in range(count):
        with site.context(browser) as context:
            site.enter(context)
            context.add_init_script(_WATCH_FOR_FIGURES)
            observe(context)
            page = context.new_page()
            first.append(_interactive_ms(page))
            scripts = script_bytes(page)
            later.append(_interactive_ms(page))
    return [
        {"figure": "overview_scripts", "compressed_bytes": scripts},
        {"figure": "overview_first_visit", **_spread("interactive_ms", first)},
        {"figure": "overview_later_visit", **_spread("interactive_ms", later)},
    ]


def _interactive_ms(page: Page) -> float:
    page.goto("/")
    shown = float(page.evaluate("() => shownAt"))
    settle(page)
    blocked = [task["end"] for task in long_tasks(page) if task["start"] <= shown]
    return max(shown, *blocked) if blocked else shown


def shifts(site: Site, browser: Browser) -> list[dict[str, Any]]:
    """What moved while each page of figures loaded."""
    found = []
    pages = site.pages()
    for name in ("overview", "products", "product"):
        with site.context(browser) as context:
            page = _measured(site, context)
            page.goto(pages[name])
            settle(page)
            page.wait_for_load_state("networkidle")
            found.append({"figure": f"{name}_layout_shift", "shift": round(layout_shift(page), 4)})
    return found


def scrolling(site: Site, browser: Browser, rows: int) -> dict[str, Any]:
    """Loads the whole list, then scrolls through the top, the middle and the end of it."""
    with site.context(browser, size=(1440, 900)) as context:
        page = _measured(site, context)
        page.route("**/api/v1/products?*", _list_of(site, rows))
        page.goto("/products")
        settle(page)
        _load_all(page, rows)
        height = page.evaluate(_HEIGHT)
        took, tasks = [], []
        with traced(browser, page) as processor:
            for start in (0, height // 2, height - 240_000):
                part = page.evaluate(_SCROLL, {"from": start, "frames": 240})
                took += part["took"]
                tasks += _within(part, long_tasks(page))
    return {
        "figure": "table_scroll",
        "rows": rows,
        **_spread("frame_ms", took),
        "longest_task_processor_ms": round(max(processor), 1),
        "tasks_over_100_ms_processor": sum(each > _LONG_MS for each in processor),
        "longest_task_wall_ms": round(max(tasks, default=0.0), 1),
    }


def _within(part: dict[str, Any], tasks: list[dict[str, float]]) -> list[float]:
    """How long those took that began while it was scrolled."""
    began, ended = part["began"], part["ended"]
    return [task["end"] - task["start"] for task in tasks if began <= task["start"] <= ended]


def _list_of(site: Site, rows: int) -> Callable[[Route], None]:
    """Answers pages of so many products; the cursor is where the next one begins."""
    document = site.get("/v1/products", limit=1)

    def answer(route: Route) -> None:
        query = dict(part.split("=", 1) for part in route.request.url.split("?")[1].split("&"))
        first = int(query.get("cursor", 0))
        cards = synthetic_cards(document["items"][0], first, min(PAGE, rows - first))
        cursor = str(first + PAGE) if first + PAGE < rows else None
        page = {**document, "items": cards, "total": rows, "cursor": cursor}
        route.fulfill(body=json.dumps(page), content_type="application/json")

    return answer


def _load_all(page: Page, rows: int) -> None:
    """Jumps to the end of what is loaded until that is the end of the list."""
    loaded = "(px) => { const box = document.querySelector('[role=table][aria-label=Products]');"
    loaded += " box.scrollTop = box.scrollHeight; return box.scrollHeight >= px; }"
    page.wait_for_function(loaded, arg=rows * _ROW_PX, polling=50, timeout=180_000)


def _measured(site: Site, context: BrowserContext) -> Page:
    site.enter(context)
    observe(context)
    return context.new_page()


def _spread(name: str, values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    return {f"{name}_p50": round(statistics.median(ordered), 1), f"{name}_p95": round(p95, 1)}


@contextmanager
def _stack(home: Path | None, products: int) -> Iterator[Site]:
    """The stack that is up there, or one of our own with a finished run."""
    build_dashboard(_tell)
    if home:
        yield Site.of(Paths(home))
        return
    options = RunOptions(products=products, seed=5, faults="none", ports=Ports.free())
    with (
        tempfile.TemporaryDirectory(prefix="shelfsignal-bench-") as fresh,
        LocalStack(Paths(Path(fresh)), options, say=_tell).up() as stack,
    ):
        refresh(stack, stack.mock.now()[:10], watch=lambda _run: None, say=_tell)
        yield Site.of(stack.paths)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.dashboard")
    parser.add_argument("--products", type=int, default=300)
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--home", type=Path, help="of a stack that is up; default: one of our own")
    given = parser.parse_args()
    with _stack(given.home, given.products) as site, chromium() as browser:
        for figure in (*visits(site, browser, given.visits), *shifts(site, browser)):
            print(json.dumps(figure), flush=True)
        print(json.dumps(scrolling(site, browser, given.rows)))


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
