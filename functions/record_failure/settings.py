"""Environment of record_failure."""

from shelfsignal.runtime.retention_settings import RunRetention


class RecordFailureSettings(RunRetention):
    """Name of the store, and how long what is closed stays."""

    collection_table: str
