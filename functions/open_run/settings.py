"""Environment of open_run."""

from shelfsignal.kernel.settings import ReportingSettings


class OpenRunSettings(ReportingSettings):
    """Names of the stores and the state machine."""

    collection_table: str
    data_bucket: str
    state_machine_arn: str
