"""Environment of record_job_failure."""

from shelfsignal.kernel.settings import ReportingSettings


class RecordJobFailureSettings(ReportingSettings):
    """Name of the store."""

    collection_table: str
