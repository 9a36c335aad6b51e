"""What the limiter bench starts and stops: the mock, a DynamoDB, a Redis; all on loopback."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import boto3
import httpx

from bench.limiter_clients import Store
from local.installs import install_emulator
from local.processes import inherited_environment

ROOT = Path(__file__).resolve().parent.parent
EMULATOR_PYTHON = ROOT / ".venv-emulator" / "bin" / "python"
_READY_TIMEOUT_S = 60.0
TABLE = "bench-collection"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mock() -> Iterator[str]:
    """A mock_amazon without faults; its URL."""
    command = [sys.executable, "-m", "mock_amazon", "--port", "0", "--products", "400"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout  # noqa: S101 -- asked for above; tells the type checker
        try:
            yield json.loads(server.stdout.readline())["ready"]
        finally:
            server.terminate()


@contextmanager
def dynamodb(endpoint: str | None) -> Iterator[Store]:
    """A table for slots, in the emulator at this endpoint or in one started for the purpose."""
    fake = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
    os.environ.update(fake, AWS_DEFAULT_REGION="us-east-1", AWS_REGION="us-east-1")
    if endpoint:
        yield _with_table(endpoint)
        return
    install_emulator(_tell)
    port = free_port()
    with TemporaryDirectory() as home:
        environment = {
            **inherited_environment(),
            **fake,
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "STATE_DIR": home,
            "S3_DATA_DIR": home,
            "TMPDIR": home,
            "PERSIST_STATE": "0",
            "LOG_LEVEL": "ERROR",
            # These two would listen on every interface.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }
        python = str(EMULATOR_PYTHON)
        with _running([python, "-m", "local.emulator"], environment, ROOT) as alive:
            url = f"http://127.0.0.1:{port}"
            _wait(lambda: _answers(f"{url}/_ministack/health"), alive)
            yield _with_table(url)


@contextmanager
def redis_server(binary: Path) -> Iterator[Store]:
    """A Redis without persistence. An unpacked Debian package brings its libraries beside it."""
    import redis

    port = free_port()
    libraries = binary.parent.parent / "lib" / "x86_64-linux-gnu"
    environment = {**os.environ, "LD_LIBRARY_PATH": str(libraries)}
    command = [str(binary), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with _running([*command, "--appendonly", "no"], environment, ROOT) as alive:

        def answers() -> bool:
            try:
                return bool(redis.Redis(port=port).ping())
            except redis.ConnectionError:
                return False

        _wait(answers, alive)
        yield Store(redis_port=port)


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], folder: Path
) -> Iterator[Callable[[], bool]]:
    """The process for as long as the block lasts; yields whether it still runs."""
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield lambda: process.poll() is None
    finally:
        process.terminate()
        process.wait()


def _wait(ready: Callable[[], bool], alive: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _READY_TIMEOUT_S
    while not ready():
        if not alive() or time.monotonic() > deadline:
            message = "A server of the bench did not start; what it said is above."
            raise RuntimeError(message)
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1).is_success
    except httpx.HTTPError:
        return False


def _with_table(endpoint: str) -> Store:
    client = boto3.client("dynamodb", endpoint_url=endpoint)
    if TABLE not in client.list_tables()["TableNames"]:
        client.create_table(
            TableName=TABLE,
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
    return Store(dynamodb_endpoint=endpoint, table=TABLE)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def busy_ticks() -> float:
    """Processor seconds this machine has spent so far, where /proc has them; 0 elsewhere."""
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    except OSError:
        return 0.0
    ticks = [int(field) for field in fields]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
