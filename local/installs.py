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
    with one_at_a_time("emulator"):
        _install_emulator(say)


def _install_emulator(say: Say) -> None:
    inputs = _digest(EMULATOR_LOCK, also=sys.version)
    if _is_current(EMULATOR_VENV, inputs, EMULATOR_PYTHON):
        return
    say("Installing the AWS emulator into .venv-emulator ...")
    shutil.rmtree(EMULATOR_VENV, ignore_errors=True)
    run_quietly([sys.executable, "-m", "venv", str(EMULATOR_VENV)], "python -m venv")
    pip = [str(EMULATOR_PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run_quietly([*pip, "--require-hashes", "-r", str(EMULATOR_LOCK)], "pip")
    (EMULATOR_VENV / _STAMP).write_text(inputs)


def install_node(say: Say) -> None:
    """The CDK command line, the States Language validator, the docs page's viewer.

    Raises: LocalFailure.
    """
    with one_at_a_time("node"):
        _install_node(say)


def _install_node(say: Say) -> None:
    _install_packages(NODE_HOME, CDK, "the CDK command line", say)


def install_packages(home: Path, needed: Path, what: str, say: Say) -> None:
    """npm's packages of a folder, when its lock changed. Raises: LocalFailure."""
    with one_at_a_time(home.name):
        _install_packages(home, needed, what, say)


def _install_packages(home: Path, needed: Path, what: str, say: Say) -> None:
    modules = home / "node_modules"
    inputs = _digest(home / "package-lock.json")
    if _is_current(modules, inputs, needed):
        return
    npm = shutil.which("npm")
    if npm is None:
        message = "npm was not found: install Node.js 20.19+ or 22.12+."
        raise LocalFailure(message)
    say(f"Installing {what} into {modules.relative_to(ROOT)} ...")
    # Not --silent: that leaves out the reason when it fails, too.
    # No package here needs a script of its own to be installed, and none is to run one.
    quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run_quietly([npm, "ci", *quietly], "npm ci", home)
    (modules / _STAMP).write_text(inputs)


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
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


def run_quietly(command: Sequence[str], what: str, folder: Path = ROOT) -> None:
    """A command whose words are shown only when it fails. Raises: LocalFailure."""
    environment = inherited_environment()
    result = subprocess.run(
        list(command), cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        message = f"{what} failed:\n{(result.stderr or result.stdout)[-2000:]}"
        raise LocalFailure(message)
