"""The headers of the dashboard's files, in one document for CloudFront and for the local server."""

import json
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

HEADERS: Final = Path(__file__).resolve().parent.parent / "dashboard" / "headers.json"
# Where the document leaves room for the one other origin that pages talk to.
_UPLOADS: Final = "{uploads}"
_LOOPBACK: Final = ("127.0.0.1", "localhost")


def dashboard_headers(uploads: str) -> dict[str, str]:
    """uploads: the origin that browsers put files to, by links of the API: the data bucket's."""
    said: dict[str, str] = json.loads(HEADERS.read_text())
    return {name: text.replace(_UPLOADS, uploads) for name, text in said.items()}


def origins_of(url: str) -> list[str]:
    """Where a page at this address comes from; this machine's loopback has two names.

    >>> origins_of("https://app.example.com/")
    ['https://app.example.com']
    >>> origins_of("http://127.0.0.1:4580")
    ['http://127.0.0.1:4580', 'http://localhost:4580']
    """
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.hostname not in _LOOPBACK:
        return [origin]
    return [origin.replace(parts.hostname, name, 1) for name in _LOOPBACK]
