"""Every function as deployed: environment, time, trace, log, package."""

import importlib
import json
import re

import pytest

from infra_cdk.constructs.telemetry import CONSUMER
from infra_cdk.constructs.workflow import FOLDER
from infra_cdk.environment import environment_of, settings_of
from infra_cdk.stacks.api import API, LOGIN
from infra_cdk.stacks.jobs import BACKFILL_FUNCTIONS, DISPATCHER, FUNCTIONS
from infra_cdk.stacks.reads import FUNCTIONS as BEHIND

ALL = [*FUNCTIONS, API, LOGIN, CONSUMER, *BEHIND]
OURS = "POWERTOOLS_"


def function(templates, name):
    return next(
        properties
        for _, properties in templates.all("AWS::Lambda::Function")
        if properties["FunctionName"].endswith(f"-{name}")
    )


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_the_environment_is_what_the_settings_class_reads(prod, spec):
    variables = set(function(prod, spec.name)["Environment"]["Variables"])

    fields = settings_of(spec.name).model_fields
    required = {name.upper() for name, field in fields.items() if field.is_required()}
    ours = {name for name in variables if not name.startswith(OURS)}
    assert required <= ours <= {name.upper() for name in fields}


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_the_handler_that_is_named_exists(prod, spec):
    module, attribute = function(prod, spec.name)["Handler"].rsplit(".", 1)

    assert callable(getattr(importlib.import_module(module), attribute))


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_a_function_is_traced_and_its_log_is_kept_for_a_stated_time(prod, spec):
    properties = function(prod, spec.name)
    groups = dict(prod.all("AWS::Logs::LogGroup"))
    group = next(
        group
        for name, group in groups.items()
        if name.endswith("/" + properties["LoggingConfig"]["LogGroup"]["Ref"])
    )

    assert properties["TracingConfig"] == {"Mode": "Active"}
    assert group["RetentionInDays"] == 30


def test_only_analysis_carries_the_analysis_layer(prod):
    carriers = [
        spec.name
        for spec in ALL
        if "LayersAnalysis" in json.dumps(function(prod, spec.name)["Layers"])
    ]

    assert set(carriers) == {
        "analyse_products",
        *(s.name for s in BACKFILL_FUNCTIONS if s.name != "close_backfill"),
    }


def test_what_runs_unwatched_has_a_dead_letter_queue(prod):
    with_queue = [spec.name for spec in ALL if "DeadLetterConfig" in function(prod, spec.name)]

    assert with_queue == [DISPATCHER, *(spec.name for spec in BEHIND)]


def test_lambda_times_out_before_its_state_does(prod):
    timeouts = {
        match["name"]: int(match["seconds"])
        for flow in FOLDER.glob("*.asl.json")
        for match in re.finditer(
            r'"FunctionName": "\$\{(?P<name>\w+)Arn\}".*?"TimeoutSeconds": (?P<seconds>\d+)',
            flow.read_text(),
            re.DOTALL,
        )
    }

    for spec in FUNCTIONS:
        if spec.name != DISPATCHER:
            assert spec.timeout_s < timeouts[spec.construct_id], spec.name


def test_local_functions_are_pointed_at_the_mock(local):
    variables = function(local, "collect_pages")["Environment"]["Variables"]

    assert variables["SP_API_URL"] == variables["LWA_URL"] == "http://127.0.0.1:4570"


def test_a_setting_without_a_value_stops_synthesis():
    with pytest.raises(ValueError, match="missing.*collection_table"):
        environment_of("open_run", {"data_bucket": "b", "state_machine_arn": "a"})
