"""What the local stack needs beside .venv: the emulator's interpreter and the CDK command line.

Each install leaves the hash of what it installed; the same hash means there is nothing to do.
"""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from local.failures import LocalFailure
from local.paths import CDK, EMULATOR_LOCK, EMULATOR_PYTHON, EMULATOR_VENV, NODE_HOME, ROOT
from local.processes import inherited_environment

_STAMP = ".installed"
Say = Callable[[str], None]


def install_all(say: Say) -> None:
    """Raises: LocalFailure."""
    install_emulator(say)
    install_node(say)


def install_emulator(say: Say) -> None:
    """The emulator's interpreter and packages. Raises: LocalFailure."""
    with _one_at_a_time("emulator"):
        _install_emulator(say)


def _install_emulator(say: Say) -> None:
    inputs = _digest(EMULATOR_LOCK, also=sys.version)
    if _is_current(EMULATOR_VENV, inputs, EMULATOR_PYTHON):
        return
    say("Installing the AWS emulator into .venv-emulator ...")
    shutil.rmtree(EMULATOR_VENV, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(EMULATOR_VENV)], "python -m venv")
    pip = [str(EMULATOR_PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _run([*pip, "--require-hashes", "-r", str(EMULATOR_LOCK)], "pip")
    (EMULATOR_VENV / _STAMP).write_text(inputs)


def install_node(say: Say) -> None:
    """The CDK command line, the States Language validator, the docs page's viewer.

    Raises: LocalFailure.
    """
    with _one_at_a_time("node"):
        _install_node(say)


def _install_node(say: Say) -> None:
    modules = NODE_HOME / "node_modules"
    inputs = _digest(NODE_HOME / "package-lock.json")
    if _is_current(modules, inputs, CDK):
        return
    npm = shutil.which("npm")
    if npm is None:
        message = "npm was not found: install Node.js 20.19+ or 22.12+."
        raise LocalFailure(message)
    say("Installing the CDK command line into infra_cdk/node_modules ...")
    # Not --silent: that leaves out the reason when it fails, too.
    # No package here needs a script of its own to be installed, and none is to run one.
    quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _run([npm, "ci", "--prefix", str(NODE_HOME), *quietly], "npm ci")
    (modules / _STAMP).write_text(inputs)


@contextmanager
def _one_at_a_time(what: str) -> Iterator[None]:
    """Two test workers, or a test and `make run`, may want the same install at the same moment."""
    out = ROOT / "build"
    out.mkdir(exist_ok=True)
    with (out / f".install-{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(path: Path, also: str = "") -> str:
    return sha256(path.read_bytes() + also.encode()).hexdigest()


def _is_current(folder: Path, inputs: str, needed: Path) -> bool:
    stamp = folder / _STAMP
    return needed.exists() and stamp.is_file() and stamp.read_text() == inputs


def _run(command: Sequence[str], what: str) -> None:
    environment = inherited_environment()
    result = subprocess.run(
        list(command), cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        message = f"{what} failed:\n{(result.stderr or result.stdout)[-2000:]}"
        raise LocalFailure(message)
