"""A Lambda's exception keeps its class, so Retry and Catch by name work, and its process survives.

MiniStack reports every exception as ``Runtime.HandlerError`` and ends the worker; AWS reports the
class of the exception and keeps the process. One that dies is ``Runtime.ExitError`` there.
"""

import ministack.core.lambda_runtime as runtime
import ministack.services.lambda_svc as lambda_service

from local.emulator.patching import patch_function, patch_text


def apply() -> None:
    """Raises: AnchorLost."""
    patch_text(
        runtime,
        "_PYTHON_WORKER_SCRIPT",
        (
            '{"status": "error", "error": str(e), "trace": traceback.format_exc()}',
            '{"status": "error", "type": type(e).__name__, "error": str(e), '
            '"trace": traceback.format_exc()}',
        ),
    )
    patch_function(
        lambda_service,
        "_execute_function_warm",
        (
            'error_type = "Runtime.HandlerError"',
            'error_type = result.get("type") or "Runtime.ExitError"',
        ),
        # A process that dies while it imports the handler is the same fault as one that dies later.
        (
            '"errorType": type(e).__name__',
            '"errorType": "Runtime.ExitError"',
        ),
    )
    patch_function(
        runtime,
        "Worker.invoke",
        (
            'if response.get("status") == "error":',
            'if response.get("status") == "error" and not response.get("type"):',
        ),
    )
