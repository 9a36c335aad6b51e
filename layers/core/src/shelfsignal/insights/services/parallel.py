"""Waiting for many stores at once: a batch is mostly waiting, and its products are independent."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def each(act: Callable[[T], R], items: Iterable[T], workers: int) -> list[R]:
    """act(item) for every item, in order of the items; with one worker, one after the other.

    The first error is raised once the acts under way have ended.
    """
    todo = list(items)
    if workers <= 1 or len(todo) <= 1:
        return [act(item) for item in todo]
    with ThreadPoolExecutor(min(workers, len(todo))) as pool:
        return list(pool.map(act, todo))
