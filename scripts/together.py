"""Runs groups of make targets at once: ``python -m scripts.together integration unit,arch``.

The first group's words are shown as they come, another's when it ends; the others yield the
processors to the first. The first failure ends the rest. GNU make's own --output-sync would do,
were it in the make of macOS.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from types import FrameType
from typing import IO, Final

ROOT: Final = Path(__file__).resolve().parent.parent
_POLL_S: Final = 0.2
_GRACE_S: Final = 60.0
_YIELDING: Final = ("nice", "-n", "5")
# Of the make that runs us: the groups are makes of their own.
_MAKES_OWN: Final = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")


class Group:
    """Targets that run one after the other. words: where they are kept; None shows them."""

    def __init__(self, targets: Sequence[str], folder: Path, words: IO[bytes] | None) -> None:
        self.name = " ".join(targets)
        self.is_told = False
        self._words = words
        command = ("make", "--no-print-directory", *targets)
        environment = {name: text for name, text in os.environ.items() if name not in _MAKES_OWN}
        if words is not None:
            environment["NO_COLOR"] = "1"
        self._process = subprocess.Popen(
            command if words is None else (*_YIELDING, *command),
            cwd=folder,
            env=environment,
            stdout=words,
            stderr=words and subprocess.STDOUT,
            process_group=0,
        )

    @property
    def status(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def tell(self, seconds: float) -> None:
        """What it said, when nobody has seen it yet, and how it ended."""
        self.is_told = True
        if self._words is not None:
            self._words.seek(0)
            print("\n" + self._words.read().decode(errors="replace"), end="")
        how = "passed" if self.status == 0 else "FAILED"
        print(f"--- {self.name}: {how} after {seconds:.0f} s", flush=True)

    def end(self) -> None:
        """First as Ctrl-C does, so that tests stop what they started."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            if self.status is not None:
                return
            os.killpg(self._process.pid, number)
            try:
                self._process.wait(_GRACE_S)
            except subprocess.TimeoutExpired:
                continue


def run_together(groups: Sequence[Sequence[str]], folder: Path = ROOT) -> int:
    """The status of the first group that fails; 0 when none does."""
    began = time.monotonic()
    with ExitStack() as cleanup:
        running = []
        for number, targets in enumerate(groups):
            words = cleanup.enter_context(TemporaryFile()) if number else None
            group = Group(targets, folder, words)
            cleanup.callback(group.end)
            running.append(group)
        while waiting := [group for group in running if not group.is_told]:
            for group in waiting:
                if group.status is None:
                    continue
                seconds = time.monotonic() - began
                if group.status:
                    _end(running)  # what went wrong is said last
                group.tell(seconds)
                if group.status:
                    return group.status
            time.sleep(_POLL_S)
    return 0


def _end(groups: Sequence[Group]) -> None:
    for group in groups:
        group.end()


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    # Also where a shell in the background has both ignored: what we start would inherit that.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    try:
        sys.exit(run_together([argument.split(",") for argument in sys.argv[1:]]))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
