"""One HTTP exchange whose answer has arrived whole, decoded and of a size that fits in memory."""

from typing import Final

import httpx

# A page of 100 products is about 1 MB; a compressed answer may unfold a thousandfold.
MAX_ANSWER_BYTES: Final = 32 * 2**20
_ENCODED: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class NoAnswer(Exception):  # noqa: N818 -- an outcome of this package, always translated
    """Nothing usable came; the message says why."""


def exchange(http: httpx.Client, request: httpx.Request) -> httpx.Response:
    """Raises: NoAnswer."""
    try:
        response = http.send(request, stream=True)
        try:
            body = _read(response)
        finally:
            response.close()
    except httpx.RequestError as failure:  # no connection, a time-out, a garbled encoding
        raise NoAnswer(type(failure).__name__) from failure
    headers = [pair for pair in response.headers.multi_items() if pair[0] not in _ENCODED]
    return httpx.Response(response.status_code, headers=headers, content=body)


def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            reason = f"more than {MAX_ANSWER_BYTES} bytes"
            raise NoAnswer(reason)
    return bytes(body)
