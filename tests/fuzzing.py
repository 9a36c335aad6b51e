"""Sends a route what its description allows and what it forbids, and holds the answers to it."""

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES: Final = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# The same cases in every run, and none kept: a failure is there for everybody or for nobody.
_SETTINGS: Final = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def fuzz(
    operation: "APIOperation[Any, Any, Any, Any]",
    headers: Mapping[str, str],
    examples: int,
    **how: Any,
) -> None:
    """At most so many cases of each kind. Raises: whatever a check found."""
    for mode in MODES:

        @settings(_SETTINGS, max_examples=examples)
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Case) -> None:
            response = case.call(headers=dict(headers), **how)
            case.validate_response(response, checks=CHECKS)

        try:
            send()
        except Unsatisfiable:  # a route without parameters can be sent nothing wrong
            assert mode is GenerationMode.NEGATIVE
