"""What every test stands on: fake credentials, a fixed region, and no way out of this machine."""

import os

import pytest
from pytest_socket import socket_allow_hosts

from shelfsignal.kernel.correlation import correlate
from tests.fakes.one_writer import let_moto_serve_one_at_a_time

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",  # noqa: S106 - deliberately fake
    AWS_DEFAULT_REGION="us-east-1",
    AWS_REGION="us-east-1",
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_TRACE_DISABLED="true",
    POWERTOOLS_METRICS_NAMESPACE="ShelfSignal",
    POWERTOOLS_SERVICE_NAME="test",
)
for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
    os.environ.pop(name, None)
let_moto_serve_one_at_a_time()


@pytest.fixture(autouse=True)
def _working_for_nobody() -> None:
    correlate(None)


@pytest.fixture(autouse=True)
def _only_loopback() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
