"""What a deploy to an account has to be told about accounts."""

import pytest

from local.failures import LocalFailure
from local.identity import identity_context

TOLD = {"DASHBOARD_URL": "https://app.acme.example", "MAIL_FROM": "hello@acme.example"}


def test_a_deploy_takes_what_the_environment_says():
    given = {**TOLD, "OIDC_ISSUER": "https://login.acme.example", "PATH": "/bin"}

    assert identity_context(given) == {
        "dashboard_url": "https://app.acme.example",
        "mail_from": "hello@acme.example",
        "oidc_issuer": "https://login.acme.example",
    }


@pytest.mark.parametrize("missing", TOLD)
def test_a_deploy_whose_mails_lead_nowhere_is_refused_in_one_line(missing):
    given = {name: value for name, value in TOLD.items() if name != missing}

    with pytest.raises(LocalFailure, match=f"^{missing} must be set") as refused:
        identity_context(given)

    assert "\n" not in str(refused.value)
