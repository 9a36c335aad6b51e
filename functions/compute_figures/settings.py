"""What ComputeFigures needs of its environment."""

from shelfsignal.kernel.settings import Settings


class ComputeFiguresSettings(Settings):
    insights_table: str
    data_bucket: str
