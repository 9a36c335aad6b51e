"""What a browser measures of a page while it is used: shifts of its layout, tasks that block."""

from typing import Any, Final

from playwright.sync_api import BrowserContext, Page

_OBSERVE: Final = """
window.probes = { shift: 0, tasks: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) probes.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries())
    probes.tasks.push({ start: startTime, end: startTime + duration });
}).observe({ type: 'longtask', buffered: true });
"""
_SCRIPTS: Final = """() => performance.getEntriesByType('resource')
  .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)"""


def observe(context: BrowserContext) -> None:
    """Has every page that the window opens from now on measured."""
    context.add_init_script(_OBSERVE)


def layout_shift(page: Page) -> float:
    """Sum of the shifts that nobody asked for; what follows a key or a click does not count."""
    return float(page.evaluate("() => probes.shift"))


def long_tasks(page: Page) -> list[dict[str, float]]:
    """Tasks of 50 ms and more since the page began: start and end in ms."""
    found: list[dict[str, float]] = page.evaluate("() => probes.tasks")
    return found


def script_bytes(page: Page) -> int:
    """Compressed size of the scripts that the page has loaded so far."""
    return int(page.evaluate(_SCRIPTS))


def synthetic_cards(card: dict[str, Any], first: int, count: int) -> list[dict[str, Any]]:
    """As many products like this one, numbered from `first`."""
    return [
        {
            **card,
            "product_id": f"US-B{number:09}",
            "asin": f"B{number:09}",
            "title": f"{number:,}: {card['title']}",
            "attention": number % 101,
        }
        for number in range(first, first + count)
    ]
