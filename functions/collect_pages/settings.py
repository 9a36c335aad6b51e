"""Environment of collect_pages."""

from shelfsignal.runtime.collector_settings import CollectorSettings


class CollectPagesSettings(CollectorSettings):
    """A collector's."""
