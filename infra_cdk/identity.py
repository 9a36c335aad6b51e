"""What a stage says about accounts: where the dashboard is, how mail goes out, whom to believe."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from infra_cdk.choices import Context, check, chosen
from infra_cdk.config import StageConfig
from shelfsignal.runtime.identity_settings import OIDC, IdentitySettings

# Of IdentitySettings, those that a deploy chooses with `-c name=value`.
CHOSEN: Final = ("dashboard_url", "mail_from", "mail_folder", "tries_per_address", *OIDC)
# Reserved names (RFC 2606): what an undecided stage sends leads nowhere and to nobody.
_UNDECIDED: Final = {
    "dashboard_url": "https://dashboard.example",
    "mail_from": "no-reply@dashboard.example",
}


class BadIdentitySetting(ValueError):
    """Nobody could sign in like that; the message names the setting."""


def with_identity(config: StageConfig, context: Context) -> StageConfig:
    """The stage with what the context says of accounts, checked as the functions check it.

    Raises: BadIdentitySetting.
    """
    config = replace(config, identity={**config.identity, **chosen(context, CHOSEN)})
    values = {"accounts_table": "-", **identity_values(config)}
    check(IdentitySettings, values, BadIdentitySetting)
    return config


def identity_values(config: StageConfig) -> Mapping[str, str]:
    """Value by field of IdentitySettings."""
    return {**_UNDECIDED, **config.identity, "token_issuer": config.prefix}


def sender_of(config: StageConfig) -> str | None:
    """Whom mails come from; None where they go into a folder."""
    values = identity_values(config)
    return None if values.get("mail_folder") else values["mail_from"]
