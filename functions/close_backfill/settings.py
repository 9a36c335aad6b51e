"""What CloseBackfill needs of its environment."""

from shelfsignal.kernel.settings import Settings


class CloseBackfillSettings(Settings):
    data_bucket: str
