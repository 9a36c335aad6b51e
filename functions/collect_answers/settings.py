"""What CollectAnswers needs of its environment."""

from pydantic import PositiveInt

from shelfsignal.runtime.analysis_settings import AnalysisSettings


class CollectAnswersSettings(AnalysisSettings):
    """batch_poll_s: how often a batch is asked whether it has ended; three days of asking have to
    stay below 25,000 events of an execution."""

    insights_table: str
    data_bucket: str
    batch_poll_s: PositiveInt = 120
