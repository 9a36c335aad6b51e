"""Who may sign, who may mail, and what a stage says about accounts: read off the template."""

import pytest

from infra_cdk.config import CONFIGS, config_for
from infra_cdk.identity import BadIdentitySetting, identity_values, sender_of, with_identity
from infra_cdk.stacks.api import API, LOGIN, SIGNING_PARTITION
from shelfsignal.accounts.adapters import signing_keys
from tests.unit.infra.test_functions import function
from tests.unit.infra.test_grants import actions_of, role_statements, statements_for

LOCAL_MAIL = "/tmp/shelfsignal-mail"


def test_the_login_function_alone_reads_the_signing_key(prod):
    readers = {
        name.split("/")[1].split("Role")[0]
        for name, statement in role_statements(prod)
        if "SecretsSigning" in str(statement["Resource"])
    }

    assert readers == {"Login"}
    (read,) = [
        statement
        for statement in statements_for(prod, LOGIN)
        if "SecretsSigning" in str(statement["Resource"])
    ]
    assert actions_of(read) == ["secretsmanager:GetSecretValue"]


@pytest.mark.parametrize("spec", [API, LOGIN], ids=lambda spec: spec.name)
def test_no_function_publishes_a_key_to_sign_for_everybody(prod, spec):
    denied = [
        statement
        for statement in statements_for(prod, spec)
        if statement["Effect"] == "Deny" and "TablesAccounts" in str(statement["Resource"])
    ]

    (deny,) = denied
    assert {"dynamodb:PutItem", "dynamodb:UpdateItem"} <= set(actions_of(deny))
    assert deny["Condition"] == {
        "ForAnyValue:StringLike": {"dynamodb:LeadingKeys": [SIGNING_PARTITION]}
    }
    assert signing_keys.PARTITION == SIGNING_PARTITION


@pytest.mark.parametrize("spec", [API, LOGIN], ids=lambda spec: spec.name)
def test_mail_goes_out_from_one_sender_only(prod, spec):
    (mail,) = [each for each in statements_for(prod, spec) if "ses:SendEmail" in actions_of(each)]

    sender = sender_of(config_for("prod"))
    assert mail["Condition"] == {"StringEquals": {"ses:FromAddress": sender}}
    assert "identity/*" not in str(mail["Resource"])


def test_hashing_has_a_processor_and_a_gigabyte(prod):
    properties = function(prod, "login")

    assert properties["MemorySize"] >= 1024
    assert "LayersIdentity" in str(properties["Layers"])


def test_the_secrets_value_is_made_by_nobody_yet(prod):
    secrets = prod.resources("Data", "AWS::SecretsManager::Secret")
    (signing,) = [each for name, each in secrets.items() if "Signing" in name]

    assert "GenerateSecretString" in signing["Properties"]
    assert "SecretString" not in signing["Properties"]


def test_functions_are_told_whose_tokens_and_whose_mail(prod):
    for name in ("api", "login"):
        variables = function(prod, name)["Environment"]["Variables"]
        assert variables["TOKEN_ISSUER"] == "shelfsignal-prod"
        assert "MAIL_FOLDER" not in variables
    assert "SIGNING_SECRET_ARN" not in function(prod, "api")["Environment"]["Variables"]


def test_only_stages_without_an_account_write_mails_into_a_folder():
    folders = {name: identity_values(each).get("mail_folder") for name, each in CONFIGS.items()}

    assert folders == {"local": LOCAL_MAIL, "localstack": LOCAL_MAIL, "dev": None, "prod": None}


def test_a_deploy_says_where_the_dashboard_is_and_whom_to_believe():
    context = {
        "dashboard_url": "https://app.acme.example",
        "mail_from": "hello@acme.example",
        "oidc_issuer": "https://login.acme.example",
        "oidc_audience": "shelfsignal",
        "oidc_algorithms": "RS256",
        "oidc_jwks_url": "https://login.acme.example/jwks",
        "oidc_organisation": "acme",
    }

    config = with_identity(config_for("prod"), context.get)

    assert identity_values(config) == {**context, "token_issuer": "shelfsignal-prod"}
    assert sender_of(config) == "hello@acme.example"


@pytest.mark.parametrize(
    ("context", "match"),
    [
        ({"oidc_issuer": "https://login.acme.example"}, "needs .*oidc_audience"),
        ({"tries_per_address": "many"}, "tries_per_address"),
    ],
)
def test_half_a_configuration_stops_synthesis(context, match):
    with pytest.raises(BadIdentitySetting, match=match):
        with_identity(config_for("prod"), context.get)
