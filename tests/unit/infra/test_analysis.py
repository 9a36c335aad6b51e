"""The engine that reads reviews, as deployed: chosen by context, its key in no environment."""

import pytest

from infra_cdk.config import BadAnalysisSetting, config_for, with_analysis
from infra_cdk.stacks.jobs import BACKFILL_FUNCTIONS
from tests.unit.infra.conftest import synthesise

CHOSEN = {
    "analysis_engine": "openai",
    "openai_base_url": "http://127.0.0.1:9/v1",
    "openai_model": "some-model",
    "openai_input_usd_per_million": "0.5",
    "openai_output_usd_per_million": "2",
    "openai_reviews_a_prompt": "4",
    "run_budget_usd": "1.5",
    "day_budget_tokens": "1000",
}


def variables(templates, name="analyse_products"):
    return next(
        properties["Environment"]["Variables"]
        for _, properties in templates.all("AWS::Lambda::Function")
        if properties["FunctionName"].endswith(f"-{name}")
    )


def test_what_is_chosen_reaches_the_function_that_reads(tmp_path):
    found = variables(synthesise(with_analysis(config_for("dev"), CHOSEN.get), tmp_path))

    assert {name: found[name.upper()] for name in CHOSEN} == CHOSEN
    assert "ImportValue" in str(found["OPENAI_API_KEY_SECRET_ARN"])
    assert "OPENAI_API_KEY" not in found


def test_without_a_choice_the_local_engine_reads(prod):
    found = variables(prod)

    assert not {"ANALYSIS_ENGINE", "OPENAI_MODEL", "RUN_BUDGET_USD"} & set(found)


def test_backfills_may_have_another_engine_than_runs(tmp_path):
    context = {f"backfill_{name}": value for name, value in CHOSEN.items()}

    templates = synthesise(with_analysis(config_for("dev"), context.get), tmp_path)

    anew = variables(templates, "analyse_ledgers")
    assert {name: anew[name.upper()] for name in CHOSEN} == CHOSEN
    assert "ANALYSIS_ENGINE" not in variables(templates)


def test_nobody_else_hears_of_the_llm(prod):
    told = {
        properties["FunctionName"].removeprefix("shelfsignal-prod-")
        for _, properties in prod.all("AWS::Lambda::Function")
        if any("OPENAI" in each for each in properties["Environment"]["Variables"])
    }

    asking = {spec.name for spec in BACKFILL_FUNCTIONS} - {"close_backfill"}
    assert told == {"analyse_products", *asking}


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ({"analysis_engine": "parrot"}, "analysis_engine"),
        ({"analysis_engine": "openai"}, "OPENAI_MODEL"),
        ({"run_budget_usd": "-1"}, "run_budget_usd"),
        ({"backfill_analysis_engine": "openai"}, "backfill_.*OPENAI_MODEL"),
    ],
)
def test_a_choice_that_cannot_work_stops_synthesis(context, message):
    with pytest.raises(BadAnalysisSetting, match=message):
        with_analysis(config_for("dev"), context.get)
