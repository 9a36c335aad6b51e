"""Each patch of the emulator does what it is for, on the emulator itself."""

import importlib.util
import os

import pytest

from local.emulator.patching import AnchorLost, patch_function, patch_text, replaced


def test_an_exception_keeps_its_name_and_its_process_while_a_dead_process_is_an_exit(probe):
    assert probe("errors") == {
        "raised": "SlotTooFar",
        "survived": True,
        "exited": "Runtime.ExitError",
        "came_back": True,
    }


def test_a_handler_that_logs_nothing_is_answered_at_once(probe):
    # Unpatched each call takes 50 ms and more.
    assert probe("silence")["fastest_s"] < 0.04


def test_processes_are_killed_on_order_and_only_those(probe):
    assert probe("kills") == {
        "killed": "Runtime.ExitError",
        "new_process": True,
        "lost": "Runtime.ExitError",
        "work_was_done": True,
        "spared": True,
        "killed_late": "Runtime.ExitError",
        "log": ["killed", "answer lost", "answer lost"],
    }


def test_two_functions_share_one_copy_of_a_layer(probe):
    assert probe("layers") == {"copies": 1, "shared": True}


def test_functions_that_compute_take_turns(probe):
    nicer = min(10, 19 - os.nice(0))  # 19 is the nicest there is
    assert probe("turns") == {"most": 2, "processes": 2, "yielding": nicer}


def test_retries_wait_no_longer_than_told_and_with_jitter_not_all_the_same(probe):
    delays = probe("delays")

    assert delays["capped"] == [4, 8, 10, 10, 10]
    unjittered = [4, 8, 16, 32, 64]
    assert all(0 <= each < most for each, most in zip(delays["jittered"], unjittered, strict=True))
    assert delays["jittered"] != unjittered


def test_in_haste_retries_and_rates_wait_a_tenth(probe):
    assert probe("haste_of_ten") == {"usual": [4, 60], "short": [0.4, 6], "cron": None, "ticks": 10}


def test_a_patch_whose_anchor_is_gone_says_so():
    with pytest.raises(AnchorLost, match="f no longer contains 'three'"):
        replaced("f", "one two", ("two", "2"), ("three", "3"))


def test_a_function_can_be_patched_twice(tmp_path):
    (tmp_path / "patched_module.py").write_text("def f():\n    return 'a', 'b'\n")
    module = _module(tmp_path / "patched_module.py")

    patch_function(module, "f", ("'a'", "'x'"))
    patch_function(module, "f", ("'b'", "'y'"))

    assert module.f() == ("x", "y")


def test_a_text_is_patched_in_place(tmp_path):
    (tmp_path / "text_module.py").write_text("SCRIPT = 'run()'\n")
    module = _module(tmp_path / "text_module.py")

    patch_text(module, "SCRIPT", ("run", "walk"))

    assert module.SCRIPT == "walk()"


def _module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
