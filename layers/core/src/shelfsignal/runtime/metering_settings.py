"""What metering an app's calls needs of the environment."""

from pydantic import PositiveInt

from shelfsignal.accounts.domain.plans import Plan
from shelfsignal.kernel.settings import Settings


class MeteringSettings(Settings):
    """plan: the limits of organisations without limits of their own; usage_days: how long a day's
    figures are kept."""

    accounts_table: str
    telemetry_queue_url: str
    plan: Plan = Plan.STANDARD
    usage_days: PositiveInt = 400
