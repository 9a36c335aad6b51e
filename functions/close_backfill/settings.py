"""What CloseBackfill needs of its environment."""

from shelfsignal.kernel.settings import Settings


class CloseBackfillSettings(Settings):
    insights_table: str
    data_bucket: str
