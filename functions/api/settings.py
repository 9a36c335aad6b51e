"""What the API reads from its environment."""

from shelfsignal.kernel.settings import Settings


class ApiSettings(Settings):
    """Names of the tables, the bucket of oversize insights, and the state machine a run starts."""

    accounts_table: str
    insights_table: str
    collection_table: str
    data_bucket: str
    state_machine_arn: str
