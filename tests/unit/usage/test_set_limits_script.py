"""The operator's way to other limits."""

import json

import pytest

from scripts.set_limits import main
from shelfsignal.runtime import usage


@pytest.fixture(autouse=True)
def _clients_of_this_test():
    usage._quick_dynamodb.cache_clear()
    yield
    usage._quick_dynamodb.cache_clear()


def run(capsys, table, *arguments):
    code = main(["--table", table, "--org", "acme", *arguments])
    return code, capsys.readouterr()


def test_limits_add_up_and_are_cleared(table, capsys):
    run(capsys, table, "--organisation", "10,20,30")
    run(capsys, table, "--subject", "key-1=1,2,3")
    _, shown = run(capsys, table, "--caller", "4,5,6")
    _, cleared = run(capsys, table, "--clear")

    assert json.loads(shown.out) == {
        "organisation": {"minute": 10, "day": 20, "month": 30},
        "caller": {"minute": 4, "day": 5, "month": 6},
        "by_subject": {"key-1": {"minute": 1, "day": 2, "month": 3}},
    }
    assert json.loads(cleared.out)["organisation"] is None


@pytest.mark.parametrize("limits", ["1,2", "0,1,1", "many,1,1", "1,2,10000000000"])
def test_limits_that_are_none_are_refused(table, capsys, limits):
    with pytest.raises(SystemExit):
        run(capsys, table, "--caller", limits)


def test_a_missing_table_is_said(table, capsys):
    code, shown = run(capsys, "nowhere", "--caller", "1,2,3")

    assert code == 1
    assert "store_unavailable" in shown.err
