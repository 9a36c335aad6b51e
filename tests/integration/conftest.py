"""One stack for all integration tests, in a folder and on ports of its own, wiped before each."""

from collections.abc import Iterator

import pytest

from local.options import RunOptions
from local.paths import Paths
from local.ports import Ports
from local.stack import LocalStack
from tests.integration.driving import wipe

PRODUCTS = 120


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    paths = Paths(tmp_path_factory.mktemp("stack"))
    options = RunOptions(products=PRODUCTS, seed=11, faults="none", ports=Ports.free())
    with LocalStack(paths, options, chaos=True).up() as stack:
        yield stack


@pytest.fixture
def stack(deployed: LocalStack) -> LocalStack:
    wipe(deployed)
    return deployed
