"""What docs/api.md tells people to type works, and so does the client beside it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.jsonfile import read_json
from tests.integration.driving import refresh

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCKS = re.findall(r"^```sh\n(.*?)^```", (DOCS / "api.md").read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def environment(deployed):
    assert refresh(deployed)["status"] == "SUCCEEDED"
    endpoints = read_json(deployed.paths.endpoints)
    return {
        "PATH": os.environ["PATH"],
        "API": endpoints["api_url"],
        "KEY": endpoints["api_key"],
        "SHELFSIGNAL_URL": endpoints["api_url"],
        "SHELFSIGNAL_KEY": endpoints["api_key"],
    }


def run(command, environment):
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0][:60])
def test_a_shell_block_works(environment, block):
    done = run(["bash", "-euo", "pipefail", "-c", block], environment)

    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_blocks_to_run():
    assert len(BLOCKS) >= 7


def test_the_client_prints_what_needs_attention(environment):
    done = run([sys.executable, str(DOCS / "examples" / "client.py")], environment)

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 5
    assert lines == sorted(lines, reverse=True)
    assert "products in all" in done.stderr


def test_the_client_says_why_it_was_refused(environment):
    wrong = {**environment, "SHELFSIGNAL_KEY": "ss_wrong"}

    done = run([sys.executable, str(DOCS / "examples" / "client.py")], wrong)

    assert "401 unauthenticated" in done.stderr
