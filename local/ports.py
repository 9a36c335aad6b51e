"""The loopback ports of one local stack."""

import random
import socket
from dataclasses import dataclass, fields
from itertools import islice

from local.failures import LocalFailure

HOST = "127.0.0.1"
DEFAULT_BASE = 4560
_BELOW_EPHEMERAL = range(20_000, 32_000)


@dataclass(frozen=True)
class Ports:
    """emulator: AWS's APIs; mock: Amazon's; web: the one origin that people and clients use."""

    emulator: int
    mock: int
    web: int

    @classmethod
    def from_base(cls, base: int) -> "Ports":
        """By default 4566 (LocalStack's own), 4570 and 4580; 5000 and 7000 are macOS's.

        >>> Ports.from_base(4560)
        Ports(emulator=4566, mock=4570, web=4580)
        """
        return cls(emulator=base + 6, mock=base + 10, web=base + 20)

    @classmethod
    def free(cls) -> "Ports":
        """Three ports that nobody listens on just now: for tests.

        The stack listens half a minute later. Ports below those that systems hand out by themselves
        are still free then, whatever else has been started.
        """
        drawn = random.SystemRandom().sample(_BELOW_EPHEMERAL, 100)
        return cls(*islice((port for port in drawn if not is_listening(port)), len(fields(cls))))

    def require_free(self, *names: str) -> None:
        """Raises: LocalFailure naming the first of the ports that somebody else has."""
        for name in names:
            port: int = getattr(self, name)
            if is_listening(port):
                message = (
                    f"Port {port} ({name}) is in use by another program. "
                    "Stop it, or choose other ports: PORT_BASE=14560 make run"
                )
                raise LocalFailure(message)

    def url(self, name: str) -> str:
        """
        >>> Ports.from_base(4560).url("mock")
        'http://127.0.0.1:4570'
        """
        return f"http://{HOST}:{getattr(self, name)}"


def is_listening(port: int) -> bool:
    """Does anybody listen on this loopback port?"""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0
