"""The engine that reads reviews, as deployed: chosen by context, its key in no environment."""

from dataclasses import replace

import pytest

from infra_cdk.config import BadAnalysisSetting, analysis_from, config_for
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
    config = replace(config_for("dev"), analysis=analysis_from(CHOSEN.get))

    found = variables(synthesise(config, tmp_path))

    assert {name: found[name.upper()] for name in CHOSEN} == CHOSEN
    assert "ImportValue" in str(found["OPENAI_API_KEY_SECRET_ARN"])
    assert "OPENAI_API_KEY" not in found


def test_without_a_choice_the_local_engine_reads(prod):
    found = variables(prod)

    assert not {"ANALYSIS_ENGINE", "OPENAI_MODEL", "RUN_BUDGET_USD"} & set(found)


def test_nobody_else_hears_of_the_llm(prod):
    told = [
        name
        for name, properties in prod.all("AWS::Lambda::Function")
        if any("OPENAI" in each for each in properties["Environment"]["Variables"])
    ]

    assert [name.split("/")[1].split("Function")[0] for name in told] == ["AnalyseProducts"]


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ({"analysis_engine": "parrot"}, "analysis_engine"),
        ({"analysis_engine": "openai"}, "OPENAI_MODEL"),
        ({"run_budget_usd": "-1"}, "run_budget_usd"),
    ],
)
def test_a_choice_that_cannot_work_stops_synthesis(context, message):
    with pytest.raises(BadAnalysisSetting, match=message):
        analysis_from(context.get)
