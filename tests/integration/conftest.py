"""One stack for all integration tests, in a folder and on ports of its own, wiped before each."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from local.dataset import Dataset
from local.options import RunOptions
from local.paths import Paths
from local.ports import Ports
from local.stack import LocalStack
from tests.integration.driving import page_by, wipe

# PRODUCTS, SEED, FAULTS and PORT_BASE may say otherwise, as they may to `make run`. The days that
# pass are the tests' own affair: they move the clock themselves.
OPTIONS = RunOptions.from_environment(
    default=RunOptions(products=120, seed=11, faults="none", ports=Ports.free())
)
PRODUCTS = OPTIONS.products
PAGE_SIZE = 4


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    # Whoever ends these tests, a CI's time-out too, ends the stack with them.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    paths, options = Paths(tmp_path_factory.mktemp("stack")), OPTIONS
    _pin_the_morning(paths, options)
    with LocalStack(paths, options, chaos=True).up() as stack:
        page_by(stack, PAGE_SIZE)
        yield stack


def _pin_the_morning(paths: Paths, options: RunOptions) -> None:
    """The mock publishes reviews at midnight: its clock starts a morning away from any."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    Dataset.begun(options, tomorrow.replace(hour=6)).store(paths)


@pytest.fixture
def stack(deployed: LocalStack) -> LocalStack:
    wipe(deployed)
    return deployed
