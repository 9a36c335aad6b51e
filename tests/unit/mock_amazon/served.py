"""A mock in a process of its own, as the public clients need one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx


class Served:
    """A running mock: where it is, and its admin routes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.application: dict[str, Any] = httpx.get(f"{url}/admin/application").json()
        self.sellers: list[dict[str, Any]] = httpx.get(f"{url}/admin/sellers").json()

    def admin(self, path: str, **body: Any) -> Any:
        """An admin call that must succeed."""
        response = httpx.post(f"{self.url}/admin/{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def fresh(self) -> None:
        """Full buckets, no faults, no counts, every authorisation standing."""
        self.admin("reset", parts=["traffic", "faults", "buckets", "tokens"])


@contextmanager
def serving(*options: str) -> Iterator[Served]:
    """A mock on a free port until the block ends."""
    command = [sys.executable, "-m", "mock_amazon", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Served(json.loads(process.stdout.readline())["ready"])
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()
