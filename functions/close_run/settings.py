"""Environment of close_run."""

from shelfsignal.kernel.settings import ReportingSettings


class CloseRunSettings(ReportingSettings):
    """Names of the stores."""

    collection_table: str
    data_bucket: str
