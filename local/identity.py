"""What a deploy says about accounts, from the environment: DASHBOARD_URL, MAIL_FROM, OIDC_*."""

from collections.abc import Mapping

from infra_cdk.identity import CHOSEN
from local.failures import LocalFailure

_NEEDED = ("dashboard_url", "mail_from")


def identity_context(environment: Mapping[str, str]) -> dict[str, str]:
    """CDK context by setting; a cloud account's links and mails have to lead somewhere.

    Raises: LocalFailure naming what is missing.
    """
    given = {name: environment.get(name.upper(), "") for name in CHOSEN}
    missing = [name.upper() for name in _NEEDED if not given[name]]
    if missing:
        message = (
            f"{' and '.join(missing)} must be set: where links in mails lead "
            "(https://app.example.com) and whom mails come from, an address verified in SES."
        )
        raise LocalFailure(message)
    return {name: value for name, value in given.items() if value}
