"""Opt-in: retries and rate rules wait a fraction of their time, so that a test need not.

``SHELFSIGNAL_HASTE`` says how many times shorter. Wait states keep their time: the rate limiter
chose it, and a slot that is asked for early is not there yet. Without the variable nothing is
patched.
"""

import os
from typing import Any

import ministack.services.eventbridge as event_bridge
import ministack.services.stepfunctions as step_functions

ENV_NAME = "SHELFSIGNAL_HASTE"


def apply() -> None:
    """Comes after retry_delay, whose delays it shortens."""
    times = float(os.environ.get(ENV_NAME) or 1)
    if times == 1:
        return
    delay_s, rate_s = step_functions._retry_delay_s, event_bridge._parse_rate_seconds

    def short_delay_s(retrier: dict[str, Any], earlier_retries: int) -> float:
        delay: float = delay_s(retrier, earlier_retries)
        return delay / times

    def short_rate_s(expression: str) -> float | None:
        seconds = rate_s(expression)
        return None if seconds is None else seconds / times

    step_functions._retry_delay_s = short_delay_s
    event_bridge._parse_rate_seconds = short_rate_s
    event_bridge._SCHEDULER_TICK_INTERVAL /= times
