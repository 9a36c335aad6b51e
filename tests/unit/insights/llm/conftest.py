"""The engine at its bench, a fresh server a test."""

from collections.abc import Iterator

import pytest

from tests.fakes.llm_bench import Bench
from tests.fakes.llm_server import serving


@pytest.fixture
def bench() -> Iterator[Bench]:
    with serving() as server:
        yield Bench(server)
