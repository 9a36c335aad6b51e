"""Where sellers are asked for consent, and where what they give is kept."""

from typing import Final, Protocol

from shelfsignal.kernel.settings import Settings

# Below the dashboard's origin, which the API shares.
CALLBACK_PATH: Final = "/api/v1/auth/amazon/callback"


class ApplicationSettings(Settings):
    """application_is_draft: not published at Amazon, whose consent page then wants version=beta."""

    application_is_draft: bool = False


class SellerSettings(ApplicationSettings):
    """consent_url_*: Seller Central of the region. token_key: the KMS key of sellers' tokens."""

    sp_api_url: str
    lwa_url: str
    lwa_secret_arn: str
    seller_secret_prefix: str
    token_key: str
    consent_url_na: str
    consent_url_eu: str


class SellerResources(Protocol):
    """What connecting sellers reads from the settings."""

    @property
    def collection_table(self) -> str: ...
    @property
    def sp_api_url(self) -> str: ...
    @property
    def lwa_url(self) -> str: ...
    @property
    def lwa_secret_arn(self) -> str: ...
    @property
    def seller_secret_prefix(self) -> str: ...
    @property
    def token_key(self) -> str: ...
    @property
    def consent_url_na(self) -> str: ...
    @property
    def consent_url_eu(self) -> str: ...
    @property
    def application_is_draft(self) -> bool: ...
    @property
    def dashboard_url(self) -> str: ...
