"""Which Chromium is driven, and what is said when there is none."""

from types import SimpleNamespace

import pytest

from scripts import chromium


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The only folder on the PATH, empty."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "_MAC", ())
    return tmp_path


def playwright(own):
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(own)))


def program(path):
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_none_at_all_is_said_with_the_package_to_install(folder):
    with pytest.raises(chromium.NoChromium, match="install the package `chromium`"):
        chromium.find_chromium(playwright(folder / "missing"))


def test_the_system_s_comes_before_playwright_s_own(folder):
    own = program(folder / "own")
    assert chromium.find_chromium(playwright(own)) == own
    system = program(folder / "chromium")
    assert chromium.find_chromium(playwright(own)) == system


def test_the_chosen_one_comes_first_and_must_be_there(folder, monkeypatch):
    program(folder / "chromium")
    chosen = program(folder / "brave")
    monkeypatch.setenv("CHROMIUM", chosen)
    assert chromium.find_chromium(playwright("")) == chosen
    monkeypatch.setenv("CHROMIUM", str(folder / "gone"))
    with pytest.raises(chromium.NoChromium, match="CHROMIUM="):
        chromium.find_chromium(playwright(""))
