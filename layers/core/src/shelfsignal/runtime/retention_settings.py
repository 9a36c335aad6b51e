"""How long what has ended is looked back on, chosen by whoever deploys."""

from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from shelfsignal.kernel.settings import Settings

# For so long a run's objects in S3 let it be resumed.
LEAST_DAYS: Final = 90
Days = Annotated[int, Field(ge=LEAST_DAYS)]


class RunRetention(Settings):
    """run_history_days: of a run with its checkpoints and failures, from its end."""

    run_history_days: Days = 400

    @property
    def runs_kept_for(self) -> timedelta:
        return timedelta(days=self.run_history_days)


class JobRetention(Settings):
    """job_history_days: of a review job with its products, from its end."""

    job_history_days: Days = 400

    @property
    def jobs_kept_for(self) -> timedelta:
        return timedelta(days=self.job_history_days)
