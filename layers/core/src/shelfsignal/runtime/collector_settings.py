"""What every function that asks Amazon for something reads from its environment."""

from enum import StrEnum
from typing import Final

from pydantic import NonNegativeInt, PositiveInt

from shelfsignal.collection.domain.tails import ReviewTails, TailRules
from shelfsignal.kernel.settings import ReportingSettings, Settings
from shelfsignal.runtime.retention_settings import JobRetention, RunRetention
from shelfsignal.runtime.seller_settings import ApplicationSettings


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


class ProductSourceName(StrEnum):
    """FEED: an extension that lists products with their newest reviews. LISTINGS: what Amazon has,
    a seller's listings report, its catalog and its prices."""

    FEED = "feed"
    LISTINGS = "listings"


class ReviewTextsName(StrEnum):
    """Where a run over a seller's listings gets review texts. NONE: from nowhere, as Amazon has
    none; review jobs and files bring them. EXTENSION: an extension that returns them by product."""

    NONE = "none"
    EXTENSION = "extension"


class SourceSettings(Settings):
    """What a refresh collects from, chosen by whoever deploys.

    feedback_days: how old a product's Customer Feedback may get before Amazon is asked again, 0:
    never; where nothing is said a week with a seller's listings, never with the feed.
    """

    product_source: ProductSourceName = ProductSourceName.FEED
    review_texts: ReviewTextsName = ReviewTextsName.NONE
    feedback_days: NonNegativeInt | None = None

    @property
    def rules(self) -> TailRules:
        """What of a product is fetched beyond its page."""
        if self.product_source is ProductSourceName.FEED:
            return TailRules(ReviewTails.EMBEDDED, self.feedback_days or 0)
        days = _FEEDBACK_DAYS if self.feedback_days is None else self.feedback_days
        asked = self.review_texts is ReviewTextsName.EXTENSION
        return TailRules(ReviewTails.ASKED if asked else ReviewTails.NONE, days)


class RefreshSettings(CollectorSettings, SourceSettings):
    """A collector's that takes part in a refresh."""


_FEEDBACK_DAYS: Final = 7


class ChosenSettings(SourceSettings, RunRetention, JobRetention, ApplicationSettings):
    """What of collecting a deploy may choose."""


CHOSEN: Final = tuple(ChosenSettings.model_fields)
"""The settings that a deploy may choose."""
