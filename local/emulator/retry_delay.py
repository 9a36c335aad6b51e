"""Retry honours MaxDelaySeconds and JitterStrategy, which MiniStack ignores.

Without them a hundred batches that failed together come back together, and a fifth retry waits a
minute.
"""

import random
from typing import Any

import ministack.services.stepfunctions as step_functions

from local.emulator.patching import patch_function


def retry_delay_s(retrier: dict[str, Any], earlier_retries: int) -> float:
    """Seconds to wait before the next try, by the States Language's rules.

    >>> retry_delay_s({"IntervalSeconds": 2, "BackoffRate": 3, "MaxDelaySeconds": 10}, 2)
    10.0
    """
    interval: float = retrier.get("IntervalSeconds", 1)
    delay = interval * float(retrier.get("BackoffRate", 2.0)) ** earlier_retries
    delay = min(delay, float(retrier.get("MaxDelaySeconds", 31_622_400)))
    if retrier.get("JitterStrategy") == "FULL":
        return random.uniform(0, delay)  # noqa: S311 - spreads retries, guards nothing
    return delay


def apply() -> None:
    """Raises: AnchorLost."""
    step_functions._retry_delay_s = retry_delay_s
    patch_function(
        step_functions,
        "_execute_task",
        ("_scaled_sleep(min(sleep_sec, 60))", "_scaled_sleep(_retry_delay_s(retrier, count))"),
    )
    patch_function(
        step_functions,
        "_with_retry_and_catch",
        (
            '_scaled_sleep(min(interval * (retrier.get("BackoffRate", 2.0) ** count), 60))',
            "_scaled_sleep(_retry_delay_s(retrier, count))",
        ),
    )
