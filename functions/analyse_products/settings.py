"""What AnalyseProducts needs of its environment."""

from pydantic import PositiveInt

from shelfsignal.kernel.settings import ReportingSettings
from shelfsignal.runtime.analysis_settings import AnalysisSettings


class AnalyseProductsSettings(AnalysisSettings, ReportingSettings):
    """analyse_workers: products whose stores are waited for at once."""

    insights_table: str
    collection_table: str
    data_bucket: str
    analyse_workers: PositiveInt = 8
