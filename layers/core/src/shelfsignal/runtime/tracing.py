"""X-Ray: each call of a function is found by the correlation id that its log lines have.

X-Ray's SDK is loaded by the first call that is sampled, not by a cold start.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aws_lambda_powertools import Tracer

_HEADER: Final = "_X_AMZN_TRACE_ID"  # Lambda sets it anew for each call


@contextmanager
def traced(name: str, correlation_id: str | None) -> Iterator[None]:
    """Annotates a subsegment of its own with the id; nothing at all for a call not sampled."""
    if not _is_sampled():
        yield
        return
    with _tracer().provider.in_subsegment(name=f"## {name}") as subsegment:
        if subsegment is not None:  # there is no segment to hang it on: no reason to fail
            subsegment.put_annotation("correlation_id", correlation_id or "none")
        yield


def _is_sampled() -> bool:
    """Even a disabled Tracer would load the SDK, so its own switch is looked at here."""
    is_off = os.environ.get("POWERTOOLS_TRACE_DISABLED", "").lower() in {"1", "true"}
    return not is_off and "Sampled=1" in os.environ.get(_HEADER, "")


@cache
def _tracer() -> "Tracer":
    from aws_lambda_powertools import Tracer

    # Patching every vendor's module takes longer than most calls do.
    return Tracer(auto_patch=False)
