"""What the login function reads from its environment."""

from shelfsignal.runtime.identity_settings import IdentitySettings
from shelfsignal.runtime.metering_settings import MeteringSettings


class LoginSettings(MeteringSettings, IdentitySettings):
    """signing_secret_arn: the key of access tokens, which no other function may read."""

    signing_secret_arn: str
