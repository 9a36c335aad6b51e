"""Environment of record_job_failure."""

from shelfsignal.kernel.settings import ReportingSettings
from shelfsignal.runtime.retention_settings import JobRetention


class RecordJobFailureSettings(ReportingSettings, JobRetention):
    """Name of the store, and how long what is closed stays."""

    collection_table: str
