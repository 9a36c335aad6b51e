"""A local stack: emulator, mock and one-origin server, the deployed template, seeded.

`make run` has one in .local; a test makes its own, in a folder and on ports of its own:

    stack = LocalStack(Paths(tmp_path), RunOptions(products=40, faults="none", ports=Ports.free()))
    with stack.up():
        stack.api("GET", "/v1/runs")
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import httpx

from local.aws import Clients, fake_environment
from local.dataset import Dataset, MockClient
from local.demo_owner import seed_owner
from local.deploying import Deployer, Deployment
from local.failures import LocalFailure
from local.installs import install_all
from local.jsonfile import read_json, write_json
from local.options import RunOptions
from local.paths import EMULATOR_PYTHON, Paths
from local.ports import HOST
from local.processes import Processes, Ready
from local.seeding import put_llm_key, seed
from scripts.build import Builder, BuildFailed
from scripts.shipping import Target
from shelfsignal.runtime.seller_settings import CALLBACK_PATH

EMULATOR, MOCK, WEB = "emulator", "mock", "web"
_HEALTH = {EMULATOR: "/_ministack/health", MOCK: "/health", WEB: "/healthz"}
_START_TIMEOUT_S = 60.0
# How many times shorter a retry's delay and a rule's minute are for tests.
_HASTE = "10"


def _silent(_line: str) -> None:
    pass


@dataclass
class LocalStack:
    """say gets one line a step that takes time; chaos lets tests kill Lambda processes, and
    shortens retries and rules that they wait for."""

    paths: Paths
    options: RunOptions
    say: Callable[[str], None] = _silent
    chaos: bool = False
    processes: Processes = field(init=False)

    def __post_init__(self) -> None:
        self.processes = Processes(self.paths)

    @contextmanager
    def up(self) -> Iterator["LocalStack"]:
        """Started, deployed and seeded; stopped at the end, whatever happens."""
        try:
            self.bring_up()
            yield self
        finally:
            self.stop()

    def bring_up(self) -> None:
        """Installs, builds, starts, deploys and seeds what is not. Raises: LocalFailure."""
        install_all(self.say)
        self.build()
        self.start()
        deployment = self.deploy()
        self.seed(deployment)

    def build(self) -> None:
        builder = Builder(Target("local"))
        try:
            built = builder.build()
        except BuildFailed as error:
            message = f"The packages could not be built:\n{error}"
            raise LocalFailure(message) from error
        if built:
            self.say(f"Built {', '.join(built)}.")

    def start(self) -> None:
        """Starts what is not running. Raises: LocalFailure when a port is somebody else's."""
        missing = [name for name in _HEALTH if self.processes.find(name) is None]
        self.options.ports.require_free(*missing)
        for name in missing:
            self._launch(name)
        for name in missing:
            self._await(name)
        if missing:
            self.say(f"Started {', '.join(missing)}.")

    def start_one(self, name: str) -> None:
        """Starts one of the processes and waits for it. Raises: LocalFailure."""
        self.options.ports.require_free(name)
        self._launch(name)
        self._await(name)

    def _launch(self, name: str) -> None:
        command, environment = {EMULATOR: self._emulator, MOCK: self._mock, WEB: self._web}[name]()
        self.processes.start(name, command, environment)

    def _await(self, name: str) -> None:
        ready = Ready(self.options.ports.url(name) + _HEALTH[name])
        self.processes.wait_until(name, ready, _START_TIMEOUT_S)

    def deploy(self) -> Deployment:
        chosen = {**self.options.analysis.context, **self.options.collection}
        deployment = Deployer(self.paths, self.options.ports, chosen).deploy()
        self.save()
        return deployment

    def seed(self, deployment: Deployment) -> None:
        ports = self.options.ports
        key = seed(self.paths, deployment.outputs, ports.url(EMULATOR), self.mock)
        login = seed_owner(self.paths, deployment.outputs, ports.url(EMULATOR))
        put_llm_key(self.clients, deployment.outputs, self.options.analysis)
        document = {
            "api_url": ports.url(WEB) + "/api",
            "dashboard_url": ports.url(WEB),
            "mock_url": ports.url(MOCK),
            "emulator_url": ports.url(EMULATOR),
            "api_key": key,
            "email": login.email,
            "password": login.password,
        }
        write_json(self.paths.endpoints, document)

    def stop(self) -> list[str]:
        """Ends our processes and nobody else's; the names of those that ran."""
        self.remember_time()
        return [name for name in (WEB, MOCK, EMULATOR) if self.processes.stop(name)]

    def save(self) -> None:
        """Has the emulator write its state, so that a power cut costs nothing."""
        self.processes.signal(EMULATOR, signal.SIGUSR1)

    def remember_time(self) -> None:
        """Keeps the mock's clock, so that its next start does not go back in time."""
        dataset = Dataset.stored(self.paths)
        if dataset is None or self.processes.find(MOCK) is None:
            return
        try:
            dataset.at(self.mock.now()).store(self.paths)
        except httpx.HTTPError:
            return

    @property
    def mock(self) -> MockClient:
        return MockClient(self.options.ports.url(MOCK))

    @property
    def clients(self) -> Clients:
        """boto3 clients of this stack's emulator, for tests."""
        return Clients(self.options.ports.url(EMULATOR))

    @property
    def outputs(self) -> Mapping[str, str]:
        """Value by name of the deployed stacks' outputs."""
        deployed = read_json(self.paths.deployed)
        return deployed["outputs"] if deployed else {}

    def api(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One call of the API with the seeded key."""
        endpoints = read_json(self.paths.endpoints)
        headers = {"x-api-key": endpoints["api_key"]}
        url = endpoints["api_url"] + path
        return self._http.request(method, url, headers=headers, **options)

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(timeout=60, trust_env=False)

    def _emulator(self) -> tuple[list[str], dict[str, str]]:
        home, ports = self.paths.emulator, self.options.ports
        scratch = home / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        environment = fake_environment(ports.url(EMULATOR))
        # Functions get their endpoint, region and keys from the emulator itself.
        environment = {k: v for k, v in environment.items() if not k.startswith("AWS_")}
        environment |= {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(ports.emulator),
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "STATE_DIR": str(home / "state"),
            "S3_DATA_DIR": str(home / "objects"),
            "TMPDIR": str(scratch),
            "LAMBDA_EXECUTOR": "local",
            "AWS_EC2_METADATA_DISABLED": "true",
            # These two would listen on every interface.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            # Several analysis processes share few cores.
            "OPENBLAS_NUM_THREADS": "1",
            "SHELFSIGNAL_QUEUED": f"analyse_products:{os.cpu_count() or 1}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if self.chaos:
            environment["SHELFSIGNAL_CHAOS_FILE"] = str(self.paths.chaos)
            environment["SHELFSIGNAL_HASTE"] = _HASTE
        return [str(EMULATOR_PYTHON), "-m", "local.emulator"], environment

    def _mock(self) -> tuple[list[str], dict[str, str]]:
        dataset = Dataset.stored(self.paths) or Dataset.begun(self.options, datetime.now(UTC))
        dataset = dataset.at(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
        dataset.store(self.paths)
        command = [sys.executable, "-m", "mock_amazon", "--port", str(self.options.ports.mock)]
        command += ["--products", str(dataset.products), "--seed", str(dataset.seed)]
        command += ["--sellers", str(self.options.sellers), "--anchor", dataset.anchor]
        command += ["--faults", self.options.faults]
        command += ["--now", dataset.now]
        # Both names of this machine's loopback: a person may type either.
        for host in (HOST, "localhost"):
            origin = f"http://{host}:{self.options.ports.web}"
            command += ["--redirect-uri", origin + CALLBACK_PATH]
        return command, fake_environment(self.options.ports.url(EMULATOR))

    def _web(self) -> tuple[list[str], dict[str, str]]:
        ports = self.options.ports
        command = [sys.executable, "-m", "local.web", "--port", str(ports.web)]
        command += ["--home", str(self.paths.home), "--emulator-url", ports.url(EMULATOR)]
        return command, fake_environment(ports.url(EMULATOR))
