"""A handler that logs nothing is not made to wait.

After each answer MiniStack waits 50 ms for a first log line. Ours arrive before the answer, so a
few milliseconds are enough to keep a call's log lines with the call.
"""

import ministack.core.lambda_runtime as runtime

from local.emulator.patching import AnchorLost

_STOCK = (0.050, 0.005, 0.250)
_OURS = (0.004, 0.002, 0.250)


def apply() -> None:
    """Raises: AnchorLost when the stock waits are no longer the ones measured."""
    drain = runtime.Worker._drain_stderr_bounded
    if drain.__defaults__ != _STOCK:
        raise AnchorLost("Worker._drain_stderr_bounded.__defaults__", repr(_STOCK))
    drain.__defaults__ = _OURS
