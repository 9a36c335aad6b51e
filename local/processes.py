"""Processes that outlive the command that started them, known by pid file and start time.

A pid alone may belong to somebody else by now; with the time the process began it cannot.
"""

import contextlib
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from local.failures import LocalFailure
from local.jsonfile import read_json, write_json
from local.paths import ROOT, Paths

_STOP_TIMEOUT_S = 60.0
_POLL_S = 0.05


@dataclass(frozen=True)
class Processes:
    """The processes of one local stack, by name."""

    paths: Paths

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Its pid. Standard output and error go to the stack's logs/<name>.log, begun anew."""
        self.paths.make_private()
        self.paths.logs.mkdir(exist_ok=True)
        with self.log(name).open("wb") as log:
            process = subprocess.Popen(
                list(command),
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started = psutil.Process(process.pid).create_time()
        write_json(self._record(name), {"pid": process.pid, "started": started})
        return process.pid

    def find(self, name: str) -> psutil.Process | None:
        """The running process of that name, if it is ours."""
        record = read_json(self._record(name))
        if record is None:
            return None
        try:
            process = psutil.Process(record["pid"])
            ours = process.create_time() == record["started"]
            return process if ours and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None

    def signal(self, name: str, number: int) -> None:
        """Sends a signal to the process, when it runs."""
        process = self.find(name)
        if process is not None:
            process.send_signal(number)

    def stop(self, name: str) -> bool:
        """Asks it to end, then ends it and its children; False when it was not running."""
        process = self.find(name)
        if process is not None:
            children = process.children(recursive=True)
            process.terminate()
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(_STOP_TIMEOUT_S)
            for each in [process, *children]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
        self._record(name).unlink(missing_ok=True)
        return process is not None

    def log(self, name: str) -> Path:
        return self.paths.logs / f"{name}.log"

    def log_tail(self, name: str, lines: int = 15) -> str:
        """The end of a process's log, for a person."""
        try:
            return "\n".join(self.log(name).read_text(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""

    def wait_until(self, name: str, is_ready: "Ready", timeout_s: float) -> None:
        """Raises: LocalFailure with the log's end when it dies or is not ready in time."""
        deadline = time.monotonic() + timeout_s
        while not is_ready():
            if self.find(name) is None or time.monotonic() > deadline:
                message = f"{name} did not start; {self.log(name)} ends:\n{self.log_tail(name)}"
                raise LocalFailure(message)
            time.sleep(_POLL_S)

    def _record(self, name: str) -> Path:
        return self.paths.processes / f"{name}.json"


class Ready:
    """Something answers 200 at this URL."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self) -> bool:
        import httpx

        try:
            return httpx.get(self._url, timeout=2, trust_env=False).is_success
        except httpx.HTTPError:
            return False


def inherited_environment() -> dict[str, str]:
    """Ours without anything of AWS, so that no child can reach a real account, nor of the LLM: its
    key is kept in Secrets Manager."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "OPENAI_"))
    }
