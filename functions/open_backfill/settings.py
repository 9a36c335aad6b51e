"""What OpenBackfill needs of its environment: the engine's names are part of the record."""

from shelfsignal.runtime.analysis_settings import AnalysisSettings


class OpenBackfillSettings(AnalysisSettings):
    insights_table: str
    data_bucket: str
