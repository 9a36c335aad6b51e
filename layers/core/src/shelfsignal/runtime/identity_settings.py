"""What decides who may come in: settings that the API and the login function share."""

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import model_validator

from shelfsignal.kernel.settings import Settings

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class IdentitySettings(Settings):
    """token_issuer: whom our own tokens name. mail_folder: mails become files there; without one
    they go through SES, from mail_from.

    edge_secret_arn: of what our CloudFront distribution proves itself by; none: there is none.

    oidc_*: an external issuer that speaks for the members of oidc_organisation. All of them or
    none; oidc_algorithms are separated by commas.
    """

    accounts_table: str
    token_issuer: str
    dashboard_url: str
    mail_from: str
    mail_folder: Path | None = None
    tries_per_address: int = 30
    edge_secret_arn: str | None = None
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_algorithms: str | None = None
    oidc_jwks_url: str | None = None
    oidc_organisation: str | None = None

    @model_validator(mode="after")
    def _all_or_none(self) -> Self:
        given = {name for name in OIDC if getattr(self, name)}
        if given and given != set(OIDC):
            message = f"an external issuer needs {', '.join(sorted(set(OIDC) - given))} too"
            raise ValueError(message)
        if self.oidc_jwks_url:
            url = urlsplit(self.oidc_jwks_url)
            if url.scheme != "https" and url.hostname not in _LOOPBACK:
                message = "oidc_jwks_url has to be https"
                raise ValueError(message)
        return self


OIDC = (
    "oidc_issuer",
    "oidc_audience",
    "oidc_algorithms",
    "oidc_jwks_url",
    "oidc_organisation",
)
