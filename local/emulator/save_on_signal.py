"""SIGUSR1 makes the emulator write its state to disk now.

MiniStack saves on SIGTERM only, so a machine that loses power would lose a deployed stack. The
conductor sends the signal after a deploy and after a run; a timer would stall calls instead.
"""

import signal
import threading
from types import FrameType

from ministack import app
from ministack.core.persistence import save_all

_saving = threading.Lock()


def _save() -> None:
    with _saving:
        save_all(app._build_persistence_save_dict())


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    threading.Thread(target=_save, name="save-state", daemon=True).start()


def apply() -> None:
    signal.signal(signal.SIGUSR1, _on_signal)
