"""Only what we started is ever found, signalled or ended."""

import os
import sys
import time

import pytest

from local.failures import LocalFailure
from local.jsonfile import read_json, write_json
from local.paths import Paths
from local.processes import Processes

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def processes(tmp_path):
    made = Processes(Paths(tmp_path))
    yield made
    made.stop("sleeper")


def test_a_started_process_is_found_until_it_is_stopped(processes):
    pid = processes.start("sleeper", SLEEPER, os.environ)

    found = processes.find("sleeper")
    assert found is not None
    assert found.pid == pid
    assert processes.stop("sleeper") is True
    assert processes.find("sleeper") is None
    assert processes.stop("sleeper") is False


def test_a_pid_that_now_belongs_to_somebody_else_is_not_ours(processes, tmp_path):
    write_json(tmp_path / "processes" / "sleeper.json", {"pid": os.getpid(), "started": 1.0})

    assert processes.find("sleeper") is None
    assert processes.stop("sleeper") is False


def test_a_process_that_dies_early_fails_with_the_end_of_its_log(processes):
    processes.start("sleeper", [sys.executable, "-c", "raise SystemExit('no disk')"], os.environ)

    with pytest.raises(LocalFailure, match="no disk"):
        processes.wait_until("sleeper", lambda: False, timeout_s=10)


def test_waiting_ends_when_it_is_ready(processes):
    processes.start("sleeper", SLEEPER, os.environ)
    began = time.monotonic()

    processes.wait_until("sleeper", lambda: "up" in processes.log_tail("sleeper"), timeout_s=20)

    assert time.monotonic() - began < 20


def test_written_files_are_for_their_owner_alone(tmp_path):
    path = tmp_path / "deep" / "endpoints.json"

    write_json(path, {"api_key": "k"})

    assert read_json(path) == {"api_key": "k"}
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["endpoints.json"]


@pytest.mark.parametrize("text", [None, "", "{half"])
def test_a_file_that_is_not_there_or_not_whole_is_none(tmp_path, text):
    path = tmp_path / "x.json"
    if text is not None:
        path.write_text(text)

    assert read_json(path) is None


def test_what_a_stack_keeps_is_its_owner_s_alone(processes, tmp_path):
    tmp_path.chmod(0o755)

    processes.start("sleeper", SLEEPER, os.environ)

    assert tmp_path.stat().st_mode & 0o077 == 0
