"""What the consumer of the telemetry queue reads from its environment."""

from pydantic import PositiveInt

from shelfsignal.kernel.settings import Settings


class RecordUsageSettings(Settings):
    """usage_days: how long a day's figures are kept."""

    accounts_table: str
    usage_days: PositiveInt = 400
