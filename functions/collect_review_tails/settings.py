"""Environment of collect_review_tails."""

from shelfsignal.runtime.collector_settings import RefreshSettings


class CollectReviewTailsSettings(RefreshSettings):
    """A collector's."""
