"""The emulator's interpreter, installed when it is not there: its patches are tested on itself."""

import json
import subprocess
from pathlib import Path

import pytest

from local.installs import install_emulator
from local.paths import EMULATOR_PYTHON, ROOT

# Only the emulator's interpreter can import it.
collect_ignore = ["emulator_scenarios.py"]


@pytest.fixture(scope="session")
def emulator_python() -> Path:
    install_emulator(print)
    return EMULATOR_PYTHON


@pytest.fixture(scope="session")
def probe(emulator_python: Path, tmp_path_factory: pytest.TempPathFactory):
    """probe(name) runs a scenario of emulator_scenarios.py in that interpreter: what it printed."""

    def run(scenario: str):
        scratch = tmp_path_factory.mktemp(scenario)
        environment = {
            "PATH": "/usr/bin:/bin",
            "TMPDIR": str(scratch),
            "SHELFSIGNAL_CHAOS_FILE": str(scratch / "chaos.json"),
            "SHELFSIGNAL_QUEUED": "queued:2",
            "LAMBDA_EXECUTOR": "local",
        }
        command = [str(emulator_python), "-m", "tests.unit.local.emulator_scenarios", scenario]
        result = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert result.returncode == 0, result.stderr[-3000:]
        return json.loads(result.stdout.splitlines()[-1])

    return run
