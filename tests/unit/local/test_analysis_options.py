"""Who reads the reviews of `make run`, and what that may cost."""

import json
from types import SimpleNamespace

import pytest

from local.analysis import AnalysisOptions
from local.failures import LocalFailure
from local.processes import inherited_environment
from local.seeding import put_llm_key

PRICES = ("openai_input_usd_per_million", "openai_output_usd_per_million")


def chosen(**environment):
    return AnalysisOptions.from_environment({k.upper(): v for k, v in environment.items()}).settings


def test_without_a_word_nothing_is_chosen():
    assert AnalysisOptions.from_environment({"PATH": "/bin"}) == AnalysisOptions()


def test_openai_without_a_model_is_the_default_model_at_its_list_price():
    assert chosen(analysis_engine="openai") == {
        "analysis_engine": "openai",
        "openai_model": "gpt-4o-mini",
        PRICES[0]: "0.15",
        PRICES[1]: "0.60",
    }


@pytest.mark.parametrize("host", ["127.0.0.1:11434", "localhost:8000", "[::1]:8000"])
def test_a_model_on_this_machine_costs_nothing(host):
    found = chosen(
        analysis_engine="openai", openai_base_url=f"http://{host}/v1", openai_model="llama3.1"
    )

    assert [found[name] for name in PRICES] == ["0", "0"]
    assert found["openai_model"] == "llama3.1"


@pytest.mark.parametrize(
    "given",
    [{"openai_model": "large"}, {"openai_base_url": "https://llm.example/v1"}],
    ids=["another model", "another server"],
)
def test_another_model_or_server_needs_its_prices(given):
    with pytest.raises(LocalFailure, match="OPENAI_INPUT_USD_PER_MILLION"):
        chosen(analysis_engine="openai", **given)


def test_prices_budgets_and_pace_are_passed_on_as_given():
    given = {
        "analysis_engine": "openai",
        "openai_model": "large",
        PRICES[0]: "2.5",
        PRICES[1]: "10",
        "openai_reviews_a_prompt": "1",
        "run_budget_usd": "0.5",
        "day_budget_tokens": "1000000",
    }

    assert chosen(**given) == given


def test_backfills_take_what_runs_take_unless_told_otherwise():
    options = AnalysisOptions.from_environment(
        {
            "RUN_BUDGET_USD": "3",
            "BACKFILL_ANALYSIS_ENGINE": "openai",
            "BACKFILL_RUN_BUDGET_USD": "9",
        }
    )

    assert options.context == {
        "run_budget_usd": "3",
        "backfill_analysis_engine": "openai",
        "backfill_openai_model": "gpt-4o-mini",
        f"backfill_{PRICES[0]}": "0.15",
        f"backfill_{PRICES[1]}": "0.60",
        "backfill_run_budget_usd": "9",
    }


def test_a_wrong_value_for_backfills_is_named_so():
    with pytest.raises(LocalFailure, match="^BACKFILL_RUN_BUDGET_USD: "):
        AnalysisOptions.from_environment({"BACKFILL_RUN_BUDGET_USD": "much"})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("analysis_engine", "parrot"),
        ("run_budget_usd", "-1"),
        ("openai_reviews_a_prompt", "50"),
        ("openai_timeout_s", "soon"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it(name, text):
    with pytest.raises(LocalFailure, match=f"^{name.upper()}: .*") as failure:
        chosen(**{name: text})

    assert "\n" not in str(failure.value)


def test_the_key_is_in_no_repr_and_in_no_childs_environment(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")

    options = AnalysisOptions.from_environment()

    assert options.api_key == "sk-very-secret"  # pragma: allowlist secret
    assert "very-secret" not in repr(options)
    assert "OPENAI_API_KEY" not in inherited_environment()


@pytest.mark.parametrize("key", ["sk-1", None])
def test_a_given_key_is_put_where_functions_read_it(key):
    puts = []
    service = SimpleNamespace(put_secret_value=lambda **given: puts.append(given))

    outputs = {"LlmSecretArn": "arn"}  # pragma: allowlist secret
    put_llm_key(lambda _: service, outputs, AnalysisOptions({}, key))

    stored = [(each["SecretId"], json.loads(each["SecretString"])) for each in puts]
    assert stored == ([("arn", {"api_key": key})] if key else [])
