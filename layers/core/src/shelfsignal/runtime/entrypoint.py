"""The wrapper every Lambda handler wears: settings at cold start, cached wiring, one log a failure.

It lets the error's class reach the state machine, which retries by class name: nothing is
swallowed. What an error says is redacted first, for Lambda itself logs what leaves a handler, and
Step Functions keeps it.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from aws_lambda_powertools.utilities.typing import LambdaContext

from shelfsignal.kernel.correlation import FIELD, correlate, correlation_id
from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.logs import logger
from shelfsignal.kernel.redaction import redact_text
from shelfsignal.kernel.settings import Settings
from shelfsignal.runtime.reporting import report_metrics
from shelfsignal.runtime.tracing import traced

JsonDict = dict[str, Any]
SettingsT = TypeVar("SettingsT", bound=Settings)
DepsT = TypeVar("DepsT")
Handler = Callable[[JsonDict, LambdaContext], JsonDict]

# Ids that may stand in a log line; everything else of an event stays out of the logs.
_LOGGED = ("org_id", "run_id", "attempt", "seller_id", "marketplace", "batch", "execution_arn")


def entrypoint(
    settings: type[SettingsT], wire: Callable[[SettingsT], DepsT]
) -> Callable[[Callable[[JsonDict, DepsT, LambdaContext], JsonDict]], Handler]:
    """Turns ``f(event, deps, context)`` into a Lambda handler.

    Settings are read and objects wired at the first call, then kept for the life of the process.
    """

    @lru_cache(maxsize=1)
    def read() -> SettingsT:
        return settings.from_environment()

    @lru_cache(maxsize=1)
    def wired() -> DepsT:
        return wire(read())

    def decorate(function: Callable[[JsonDict, DepsT, LambdaContext], JsonDict]) -> Handler:
        log = logger()

        @wraps(function)
        def handler(event: JsonDict, context: LambdaContext) -> JsonDict:
            request_id = getattr(context, "aws_request_id", None)
            correlate(correlation_of(event) or request_id)
            log.clear_state()
            log.append_keys(
                **{name: event[name] for name in _LOGGED if name in event},
                request_id=request_id,
                correlation_id=correlation_id(),
            )
            try:
                with traced(function.__module__, correlation_id()):
                    return function(event, wired(), context)
            except ShelfSignalError as error:
                log.error(  # noqa: TRY400 - an expected failure is a fact, not a stack trace
                    "failed",
                    extra={"error": type(error).__name__, "code": error.code, "reason": str(error)},
                )
                raise speakable(error) from None
            except Exception as error:
                log.exception("crashed")
                raise speakable(error) from None
            finally:
                report_metrics(read, request_id)

        return handler

    return decorate


def correlation_of(event: JsonDict) -> str | None:
    """What the event says set it in motion: a request, the schedule's event, an execution by hand.

    >>> correlation_of({"input": {"correlation_id": "r-1"}, "execution_name": "e"})
    'r-1'
    >>> correlation_of({"detail-type": "Scheduled Event", "id": "53dc4d37"})
    '53dc4d37'
    """
    given = event.get("input")
    inner = given.get(FIELD) if isinstance(given, dict) else None
    scheduled = event.get("id") if "detail-type" in event else None
    found = event.get(FIELD) or inner or scheduled or event.get("execution_name")
    return found if isinstance(found, str) else None


def speakable(error: Exception) -> Exception:
    """The error if its text may be shown, else one of the same class name that says it redacted.

    >>> type(speakable(ValueError("password=hunter2"))), str(speakable(ValueError("password=x")))
    (<class 'shelfsignal.runtime.entrypoint.ValueError'>, 'password=[redacted]')
    """
    text = str(error)
    safe = redact_text(text)
    if safe == text:
        return error
    redacted = type(type(error).__name__, (Exception,), {"__module__": __name__})
    shown: Exception = redacted(safe)
    return shown.with_traceback(error.__traceback__)
