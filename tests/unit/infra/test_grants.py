"""Least privilege, read off the template: the emulator does not enforce it."""

import pytest

from infra_cdk.constructs.telemetry import CONSUMER
from infra_cdk.environment import settings_of
from infra_cdk.stacks.api import API, LOGIN
from infra_cdk.stacks.jobs import (
    BACKFILL_FUNCTIONS,
    DISPATCHER,
    FUNCTIONS,
    REFRESH_FUNCTIONS,
)
from infra_cdk.stacks.reads import FUNCTIONS as BEHIND

ALL = [*FUNCTIONS, API, LOGIN, CONSUMER, *BEHIND]
STAR_ACTIONS = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
}


def actions_of(statement):
    actions = statement["Action"]
    return [actions] if isinstance(actions, str) else actions


def resources_of(statement):
    resources = statement["Resource"]
    return resources if isinstance(resources, list) else [resources]


def role_statements(templates):
    for type_ in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        for name, properties in templates.all(type_):
            for statement in properties["PolicyDocument"]["Statement"]:
                yield name, statement


def statements_for(templates, spec):
    """The statements of the one policy of a function's role."""
    return [
        statement
        for name, statement in role_statements(templates)
        if name.split("/")[1].startswith(f"{spec.construct_id}RoleDefaultPolicy")
    ]


def test_no_role_has_a_wildcard_in_an_action(prod):
    for name, statement in role_statements(prod):
        assert not [action for action in actions_of(statement) if "*" in action], name


def test_only_tracing_and_log_delivery_may_touch_every_resource(prod):
    for name, statement in role_statements(prod):
        if "*" in resources_of(statement):
            others = {
                action
                for action in actions_of(statement)
                if action not in STAR_ACTIONS and not action.startswith("logs:")
            }
            assert not others, name


def test_no_function_may_scan_a_table(prod):
    granted = {action for _, statement in role_statements(prod) for action in actions_of(statement)}

    assert "dynamodb:Query" in granted
    assert "dynamodb:Scan" not in granted


def test_each_function_has_a_role_of_its_own(prod):
    roles = [
        properties["Role"]["Fn::GetAtt"][0] for _, properties in prod.all("AWS::Lambda::Function")
    ]

    assert len(roles) == len(ALL)
    assert len(set(roles)) == len(roles)


def test_no_function_uses_an_aws_managed_policy(prod):
    managed = {
        name: properties.get("ManagedPolicyArns")
        for name, properties in prod.all("AWS::IAM::Role")
        if properties.get("ManagedPolicyArns")
    }

    assert [name.split("LogRole")[0] for name in managed] == ["Api/Rest"]


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
@pytest.mark.parametrize("context", ["collection", "insights", "accounts"])
def test_a_function_reaches_exactly_the_tables_that_its_settings_name(prod, spec, context):
    tables = str(
        [
            resources_of(statement)
            for statement in statements_for(prod, spec)
            if any(action.startswith("dynamodb:") for action in actions_of(statement))
        ]
    )

    asks = f"{context}_table" in settings_of(spec.name).model_fields
    assert (f"Tables{context.capitalize()}" in tables) == asks


@pytest.mark.parametrize(
    ("field", "secret"),
    [("lwa_secret_arn", "SecretsLwaApplication"), ("openai_api_key_secret_arn", "SecretsLlm")],
    ids=["who signs in at Amazon", "who asks the LLM"],
)
@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_a_secret_is_read_only_by_whose_settings_name_it(prod, spec, field, secret):
    read = [
        str(resource)
        for statement in statements_for(prod, spec)
        if "secretsmanager:GetSecretValue" in actions_of(statement)
        for resource in resources_of(statement)
    ]

    asks = field in settings_of(spec.name).model_fields
    assert any(secret in each for each in read) == asks


@pytest.mark.parametrize(
    ("flow", "steps"),
    [("PortfolioRefresh", REFRESH_FUNCTIONS), ("AnalysisBackfill", BACKFILL_FUNCTIONS)],
)
def test_a_state_machine_invokes_the_functions_it_names_and_reads_manifests_only(prod, flow, steps):
    statements = [
        statement
        for name, statement in role_statements(prod)
        if name.startswith(f"Jobs/{flow}Role")
    ]
    invoked = [
        resource["Fn::GetAtt"][0]
        for statement in statements
        if "lambda:InvokeFunction" in actions_of(statement)
        for resource in resources_of(statement)
    ]
    objects = [
        resource
        for statement in statements
        if "s3:GetObject" in actions_of(statement)
        for resource in resources_of(statement)
    ]

    assert len(invoked) == len([spec for spec in steps if spec.name != DISPATCHER])
    assert not [each for each in invoked if each.startswith("DispatchRuns")]
    assert [str(each).count("/manifests/*") for each in objects] == [1]


def test_nobody_reads_the_answers_kept_as_they_came_nor_the_log_of_pointers(prod):
    """Raw answers name reviewers; both are for people who rebuild, with rights of their own."""
    read = str(
        [
            resources_of(statement)
            for _, statement in role_statements(prod)
            if "s3:GetObject" in actions_of(statement)
        ]
    )

    assert "/normalised/*" in read
    assert "/raw/*" not in read
    assert "/pointers/*" not in read


def test_what_answers_the_internet_puts_tokens_away_and_reads_none(prod):
    granted = {
        spec.name: {
            action
            for statement in statements_for(prod, spec)
            for action in actions_of(statement)
            if action.startswith("kms:")
        }
        for spec in (API, LOGIN)
    }

    assert granted == {"api": {"kms:Encrypt"}, "login": set()}
