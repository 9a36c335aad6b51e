"""Environment of record_failure."""

from shelfsignal.kernel.settings import Settings


class RecordFailureSettings(Settings):
    """Name of the store."""

    collection_table: str
