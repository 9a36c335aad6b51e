"""What every function that asks Amazon for something reads from its environment."""

from pydantic import PositiveInt

from shelfsignal.kernel.settings import ReportingSettings


class CollectorSettings(ReportingSettings):
    """Stores, the source's addresses, its credentials' places, and sizes.

    token_key: the KMS key tokens are encrypted under. sign_requests: SigV4, which Amazon no
    longer looks at and some proxies want. page_size and batch_size are in products.
    """

    collection_table: str
    data_bucket: str
    sp_api_url: str
    lwa_url: str
    lwa_secret_arn: str
    seller_secret_prefix: str
    token_key: str
    sign_requests: bool = False
    page_size: PositiveInt = 100
    batch_size: PositiveInt = 20
