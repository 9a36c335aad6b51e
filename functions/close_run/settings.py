"""Environment of close_run."""

from shelfsignal.kernel.settings import Settings


class CloseRunSettings(Settings):
    """Names of the stores."""

    collection_table: str
    data_bucket: str
