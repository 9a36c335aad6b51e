"""Environment of fetch_reviews."""

from shelfsignal.runtime.collector_settings import CollectorSettings


class FetchReviewsSettings(CollectorSettings):
    """A collector's; page_size is in reviews here."""
