"""Progress of a run on the screen: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

_LINE_EVERY_S = 5.0


def describe(run: dict[str, Any]) -> str:
    """The counters that move.

    >>> describe({"pages": 3, "products": 20, "reviews": 410, "analysed": 8,
    ...           "versions_written": 8, "failures": 0, "http_429": 1, "cost_usd": "0"})
    'pages 3 · products 20 · reviews 410 · analysed 8 · versions 8 · failures 0 · 429s 1 · $0.00'
    """
    return (
        f"pages {run['pages']:,} · products {run['products']:,} · reviews {run['reviews']:,} · "
        f"analysed {run['analysed']:,} · versions {run['versions_written']:,} · "
        f"failures {run['failures']:,} · 429s {run['http_429']:,} · ${float(run['cost_usd']):.2f}"
    )


class Watcher:
    """Call it with each state of the run; total is the number of products expected."""

    def __init__(self, console: Console, total: int) -> None:
        self._console, self._total = console, total
        self._bar = Progress(
            TextColumn("[bold]portfolio_refresh"),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f}%"),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
        )
        self._task = self._bar.add_task("starting", total=total)
        self._show: Callable[[dict[str, Any]], None] = self._move
        self._spoke = 0.0

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar.start()
        else:
            self._show = self._line
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, run: dict[str, Any]) -> None:
        self._show(run)

    def _move(self, run: dict[str, Any]) -> None:
        done = min(run["analysed"], self._total)
        self._bar.update(self._task, completed=done, description=describe(run))

    def _line(self, run: dict[str, Any]) -> None:
        now = time.monotonic()
        if run["status"] != "RUNNING" or now - self._spoke >= _LINE_EVERY_S:
            self._spoke = now
            self._console.print(
                f"{run['status'].lower()}: {describe(run)}", highlight=False, soft_wrap=True
            )
