"""Environment of collect_pages."""

from shelfsignal.runtime.collector_settings import RefreshSettings


class CollectPagesSettings(RefreshSettings):
    """A collector's."""
