"""Environment of close_review_job."""

from shelfsignal.kernel.settings import ReportingSettings
from shelfsignal.runtime.retention_settings import JobRetention


class CloseReviewJobSettings(ReportingSettings, JobRetention):
    """Names of the stores, and how long what is closed stays."""

    collection_table: str
    data_bucket: str
