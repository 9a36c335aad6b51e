"""One template, many targets: what may differ and what may not."""

import pytest
from cdk_nag import AwsSolutionsChecks

from infra_cdk.config import CONFIGS, UnknownTarget, config_for
from infra_cdk.stacks.api import FUNCTIONS as API_FUNCTIONS
from infra_cdk.stacks.jobs import FUNCTIONS
from infra_cdk.stacks.reads import FUNCTIONS as BEHIND
from infra_cdk.staging import NotBuilt, asset
from tests.unit.infra.conftest import synthesise


def shape(templates):
    """Type of every resource, by stack and logical id less CDK's hash of contents."""
    return {
        stack: sorted(each["Type"] for each in template["Resources"].values())
        for stack, template in templates.by_stack.items()
    }


def test_a_laptop_deploys_the_very_resources_of_production(prod, local):
    ours = shape(prod)
    # The one-origin server stands for CloudFront, which no emulator has.
    ours.pop("Dashboard")
    assert shape(local) == ours


def test_cdk_nag_has_no_finding_that_is_not_accepted_with_a_reason(prod):
    report = AwsSolutionsChecks(prod.app).validate_scope(prod.app)

    found = {
        violation.rule_name: [each.construct_path for each in violation.violating_resources]
        for violation in report.violations
    }
    assert found == {}


def test_the_schedule_is_on_in_production_and_off_on_a_laptop(prod, local):
    def rule(templates):
        (found,) = templates.resources("Jobs", "AWS::Events::Rule").values()
        return found["Properties"]

    assert rule(prod)["State"] == "ENABLED"
    assert rule(local)["State"] == "DISABLED"
    target = rule(prod)["Targets"][0]
    assert target["DeadLetterConfig"]["Arn"]
    assert target["RetryPolicy"]["MaximumRetryAttempts"] == 2


def test_no_template_holds_a_secret_value(prod):
    secrets = prod.resources("Data", "AWS::SecretsManager::Secret").values()

    assert secrets
    assert not [each for each in secrets if "SecretString" in each["Properties"]]
    assert all("GenerateSecretString" in each["Properties"] for each in secrets)


def test_localstack_gets_packages_that_carry_their_layers(tmp_path):
    templates = synthesise("localstack", tmp_path)

    functions = [properties for _, properties in templates.all("AWS::Lambda::Function")]
    assert len(functions) == len(FUNCTIONS) + len(API_FUNCTIONS) + len(BEHIND) + 1
    assert not any("Layers" in properties for properties in functions)
    assert not list(templates.all("AWS::Lambda::LayerVersion"))


def test_an_unknown_target_names_those_there_are():
    with pytest.raises(UnknownTarget, match="local, localstack, dev, prod"):
        config_for("moon")


def test_another_server_serves_both_the_api_and_the_tokens():
    config = config_for("local", "http://127.0.0.1:9")

    assert (config.sp_api_url, config.lwa_url) == ("http://127.0.0.1:9", "http://127.0.0.1:9")


def test_every_stage_has_names_of_its_own():
    assert len({config.prefix for config in CONFIGS.values()}) == len(CONFIGS)


def test_unbuilt_packages_are_one_clear_line(tmp_path):
    with pytest.raises(NotBuilt, match="make build"):
        asset(tmp_path / "functions" / "open_run")
