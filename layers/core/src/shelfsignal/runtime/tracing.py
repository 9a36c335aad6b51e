"""X-Ray: each call of a function is found by the correlation id that its log lines have."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aws_lambda_powertools import Tracer

_TRACED: Final = "_X_AMZN_TRACE_ID"  # Lambda sets it while a call is traced


@contextmanager
def traced(name: str, correlation_id: str | None) -> Iterator[None]:
    """Annotates a subsegment of its own with the id; nothing at all where nothing is traced."""
    if not os.environ.get(_TRACED) or _tracer().disabled:
        yield
        return
    with _tracer().provider.in_subsegment(name=f"## {name}") as subsegment:
        subsegment.put_annotation("correlation_id", correlation_id or "none")
        yield


@cache
def _tracer() -> "Tracer":
    from aws_lambda_powertools import Tracer

    # Patching every vendor's module takes longer than most calls do.
    return Tracer(auto_patch=False)
