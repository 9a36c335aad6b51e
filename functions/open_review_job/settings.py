"""Environment of open_review_job."""

from shelfsignal.kernel.settings import ReportingSettings


class OpenReviewJobSettings(ReportingSettings):
    """Names of the stores."""

    collection_table: str
    data_bucket: str
