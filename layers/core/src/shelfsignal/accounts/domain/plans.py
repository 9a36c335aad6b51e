"""Plans: the limits an organisation has unless its own say otherwise."""

from enum import StrEnum
from typing import Final

from shelfsignal.accounts.domain.quota import CallLimits, Limits


class Plan(StrEnum):
    """STANDARD: a team and a few programs. LARGE: an agency's. DEVELOPMENT: one machine, tests."""

    STANDARD = "standard"
    LARGE = "large"
    DEVELOPMENT = "development"


PLANS: Final = {
    Plan.STANDARD: CallLimits(
        caller=Limits(minute=300, day=50_000, month=500_000),
        organisation=Limits(minute=1_200, day=200_000, month=2_000_000),
    ),
    Plan.LARGE: CallLimits(
        caller=Limits(minute=1_200, day=500_000, month=5_000_000),
        organisation=Limits(minute=6_000, day=2_000_000, month=20_000_000),
    ),
    Plan.DEVELOPMENT: CallLimits(
        caller=Limits(minute=100_000, day=10_000_000, month=100_000_000),
        organisation=Limits(minute=100_000, day=10_000_000, month=100_000_000),
    ),
}
