"""What ExportProducts needs of its environment."""

from shelfsignal.kernel.settings import Settings


class ExportProductsSettings(Settings):
    insights_table: str
    data_bucket: str
