"""What RollUp needs of its environment."""

from pydantic import PositiveInt

from shelfsignal.kernel.settings import Settings


class RollUpSettings(Settings):
    """rollup_history_days: how long the figures of a day stay beside those of today."""

    insights_table: str
    data_bucket: str
    rollup_history_days: PositiveInt = 800
