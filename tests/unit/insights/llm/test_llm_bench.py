"""The analysis benchmark reads with whatever server the environment names, or says why not."""

import json
from decimal import Decimal

import pytest

from bench import analysis
from bench.analysis_llm import evenly, llm_figures, why_skipped
from bench.analysis_readers import Vader
from scripts.training.corpus import read_complaints, read_starred
from tests.fakes.llm_server import COMPLETION_TOKENS, PROMPT_TOKENS, Fault

STARRED = [("Lovely thing.", "positive"), ("The battery drains in an hour.", "negative")] * 6
COMPLAINTS = [("It rattles a lot, bad quality.", True), ("Nice.", False)] * 6
ASKED_TOGETHER_AND_ALONE = 2 * 3
"""Two files, each with two texts: once both in a prompt, then each alone."""


@pytest.fixture
def folder(tmp_path):
    """Labelled rows that no model was trained on, in the two files' formats."""
    starred = [
        {"id": f"s{at}", "text": text, "label": label, "split": "test", "domain": "home"}
        for at, (text, label) in enumerate(STARRED)
    ]
    people = [
        {
            "id": f"c{at}",
            "text": text,
            "title": "",
            "sentiment": "negative" if is_bad else "positive",
            "domain": "Electronics",
            "product_id": "held-out-3",
            "complaint": int(is_bad),
            "severity": "Disapproval" if is_bad else "Non-Complaint",
            "aspects": [{"aspect": "quality", "complaint": True}] if is_bad else [],
        }
        for at, (text, is_bad) in enumerate(COMPLAINTS)
    ]
    for name, rows in (("sentiment", starred), ("issues_cesamard", people)):
        lines = "\n".join(json.dumps(row) for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def figures_of(server, folder, rows=100):
    environment = {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_MODEL": "test-model",
        "OPENAI_INPUT_USD_PER_MILLION": "0.5",
    }
    stars, people = read_starred(folder), read_complaints(folder)
    return llm_figures(environment, stars, people, [Vader()], rows)


def test_the_llm_engine_is_scored_beside_the_baseline_on_the_same_rows(bench, folder):
    figures = figures_of(bench.server, folder)

    assert figures["rows"] == {"sentiment": 12, "cesamard": 12}
    assert figures["sentiment"]["binary_accuracy"] == 1.0
    assert figures["cesamard"]["aspect_micro_f1"] == 1.0
    assert figures["rollup"] == {
        "share_negative_mae": 0.0,
        "top1_issue": 1.0,
        "products": 1,
        "top1_products": 1,
    }
    assert figures["quotes"] == {"n": 12, "verbatim": 1.0}
    assert figures["issue_confidence"] == {"n": 6, "calibration_error": 0.1}  # "high" is .9
    assert figures["unanalysed"] == {}
    vader = figures["same_rows"]["vader"]
    assert set(vader) <= set(figures)
    assert vader["cesamard"]["aspect_micro_f1"] <= 1.0


def test_no_row_is_paid_for_twice(bench, folder):
    figures = figures_of(bench.server, folder)

    asked = [text for texts in bench.server.asked for text in texts]
    assert len(asked) == len(set(asked)) == 4  # the rows repeat four texts
    assert figures["tokens"] == bench.server.calls * (PROMPT_TOKENS + COMPLETION_TOKENS)
    assert Decimal(figures["cost_usd"]) == bench.server.calls * PROMPT_TOKENS * Decimal("5e-7")


def test_what_the_model_refuses_is_counted_and_scored_as_neutral(bench, folder):
    bench.server.always = Fault.REFUSAL

    figures = figures_of(bench.server, folder)

    assert figures["unanalysed"] == {"refused": 24}
    assert figures["sentiment"]["accuracy"] == 0.0
    assert bench.server.calls <= ASKED_TOGETHER_AND_ALONE


def test_a_sample_is_spread_over_the_file(bench, folder):
    figures = figures_of(bench.server, folder, rows=3)

    assert figures["rows"] == {"sentiment": 3, "cesamard": 3}
    assert evenly(range(10), 4) == [0, 2, 5, 7]


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, "OPENAI_MODEL is not set"),
        ({"OPENAI_MODEL": "m"}, "neither OPENAI_BASE_URL nor OPENAI_API_KEY is set"),
        ({"OPENAI_MODEL": "m", "OPENAI_API_KEY": "k"}, None),
    ],
    ids=["nothing", "no server", "the public one"],
)
def test_without_a_server_it_is_skipped_and_why_is_said(environment, reason):
    assert why_skipped(environment) == reason


def test_the_table_says_that_the_llm_was_skipped(capsys):
    analysis.print_llm({"skipped": "OPENAI_MODEL is not set"})

    assert capsys.readouterr().out == "LLM engine: skipped, OPENAI_MODEL is not set\n"


def test_the_table_shows_every_reader(bench, folder, capsys):
    analysis.print_llm(figures_of(bench.server, folder))

    shown = capsys.readouterr().out
    assert "test-model" in shown
    assert "vader" in shown
    assert "quotes verbatim" in shown
