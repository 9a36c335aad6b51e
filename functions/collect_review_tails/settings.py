"""Environment of collect_review_tails."""

from pydantic import PositiveInt

from shelfsignal.kernel.settings import Settings


class CollectReviewTailsSettings(Settings):
    """Stores, the source's addresses, and the sizes of a page and a batch (products)."""

    collection_table: str
    data_bucket: str
    sp_api_url: str
    lwa_url: str
    lwa_secret_arn: str
    seller_secret_prefix: str
    page_size: PositiveInt = 100
    batch_size: PositiveInt = 20
