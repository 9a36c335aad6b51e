"""The wrapper every Lambda handler wears: settings at cold start, cached wiring, one log a failure.

It lets the error's class reach the state machine, which retries by class name: nothing is
swallowed.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from aws_lambda_powertools.utilities.typing import LambdaContext

from shelfsignal.kernel.errors import ShelfSignalError
from shelfsignal.kernel.logs import logger
from shelfsignal.kernel.settings import Settings

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
    def wired() -> DepsT:
        return wire(settings.from_environment())

    def decorate(function: Callable[[JsonDict, DepsT, LambdaContext], JsonDict]) -> Handler:
        log = logger()

        @wraps(function)
        def handler(event: JsonDict, context: LambdaContext) -> JsonDict:
            log.clear_state()
            log.append_keys(
                **{name: event[name] for name in _LOGGED if name in event},
                request_id=getattr(context, "aws_request_id", None),
            )
            try:
                return function(event, wired(), context)
            except ShelfSignalError as error:
                log.error(  # noqa: TRY400 - an expected failure is a fact, not a stack trace
                    "failed",
                    extra={"error": type(error).__name__, "code": error.code, "reason": str(error)},
                )
                raise
            except Exception:
                log.exception("crashed")
                raise

        return handler

    return decorate
