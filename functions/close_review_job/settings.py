"""Environment of close_review_job."""

from shelfsignal.kernel.settings import ReportingSettings


class CloseReviewJobSettings(ReportingSettings):
    """Names of the stores."""

    collection_table: str
    data_bucket: str
