"""Targets side by side: nothing is lost of what they say, and a failure is everybody's end."""

import signal
import time

import pytest

from scripts.together import run_together

MAKEFILE = """
first:
\t@echo first says this
second:
\t@echo second says that
third:
\t@echo third says more
broken:
\t@echo what is wrong >&2; exit 3
endless:
\t@trap 'touch stopped; exit 1' INT; touch begun; sleep 60 & wait
begun:
\t@while [ ! -e begun ]; do sleep 0.05; done
"""


@pytest.fixture
def folder(tmp_path):
    """With a Makefile; below a shell that ignores Ctrl-C, too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    (tmp_path / "Makefile").write_text(MAKEFILE)
    yield tmp_path
    signal.signal(signal.SIGINT, before)


def test_every_group_is_heard_and_a_kept_one_says_all_of_it_at_its_end(folder, capfd):
    assert run_together([["first"], ["second", "third"]], folder) == 0

    said = capfd.readouterr().out
    assert "first says this\n" in said
    assert "--- first: passed after" in said
    assert "\nsecond says that\nthird says more\n--- second third: passed after" in said


@pytest.mark.parametrize(
    "groups", [[["endless"], ["begun", "broken"]], [["begun", "broken"], ["endless"]]]
)
def test_the_first_failure_is_shown_and_ends_the_others_as_a_person_would(folder, capfd, groups):
    began = time.monotonic()

    assert run_together(groups, folder) != 0

    said = capfd.readouterr()
    assert "what is wrong" in said.out + said.err
    assert "--- begun broken: FAILED" in said.out
    assert (folder / "stopped").exists()
    assert time.monotonic() - began < 30


def test_what_stands_behind_a_failure_in_its_group_is_not_begun(folder, capfd):
    assert run_together([["first"], ["broken", "third"]], folder) != 0

    assert "third says more" not in capfd.readouterr().out
