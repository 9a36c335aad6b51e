"""What AnalyseLedgers needs of its environment."""

from pydantic import PositiveInt

from shelfsignal.runtime.analysis_settings import AnalysisSettings


class AnalyseLedgersSettings(AnalysisSettings):
    """analyse_workers: products whose stores are waited for at once."""

    insights_table: str
    data_bucket: str
    analyse_workers: PositiveInt = 8
