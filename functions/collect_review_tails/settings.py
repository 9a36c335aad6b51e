"""Environment of collect_review_tails."""

from shelfsignal.runtime.collector_settings import CollectorSettings


class CollectReviewTailsSettings(CollectorSettings):
    """A collector's."""
