"""What OrderAnswers needs of its environment."""

from pydantic import PositiveInt

from shelfsignal.runtime.analysis_settings import AnalysisSettings


class OrderAnswersSettings(AnalysisSettings):
    """batch_poll_s: how often a batch is asked whether it has ended."""

    insights_table: str
    data_bucket: str
    batch_poll_s: PositiveInt = 60
