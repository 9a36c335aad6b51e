"""The shipped engine, loaded once."""

import pytest

from shelfsignal.insights.adapters.local_engine import LocalEngine


@pytest.fixture(scope="session")
def engine() -> LocalEngine:
    return LocalEngine.load()
