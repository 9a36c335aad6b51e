"""Environment of close_run."""

from shelfsignal.kernel.settings import ReportingSettings
from shelfsignal.runtime.retention_settings import RunRetention


class CloseRunSettings(ReportingSettings, RunRetention):
    """Names of the stores, and how long what is closed stays."""

    collection_table: str
    data_bucket: str
