"""What RollUp needs of its environment."""

from shelfsignal.kernel.settings import Settings


class RollUpSettings(Settings):
    insights_table: str
    data_bucket: str
