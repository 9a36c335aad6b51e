"""Environment of dispatch_runs."""

from shelfsignal.kernel.settings import ReportingSettings


class DispatchRunsSettings(ReportingSettings):
    """Names of the stores and the state machine."""

    collection_table: str
    state_machine_arn: str
