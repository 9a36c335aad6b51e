"""Fetching a report's document by its signed link.

The link is to storage of Amazon's and carries its own permission: the access token never goes
there. What comes is kept compressed, whatever it unfolds to.
"""

import random
import time
import zlib
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import httpx

from shelfsignal.collection.adapters.sp_api.client import BACKOFF_S, TRIES, USER_AGENT
from shelfsignal.collection.domain.errors import LinkExpired, SourceRefused, SourceUnavailable
from shelfsignal.collection.domain.listing_ports import Document
from shelfsignal.collection.domain.reports import DocumentLink

# A report of 100,000 listings is about 25 MB, ten times that with long descriptions; compressed, a
# tenth. What is kept compressed may be a quarter of this.
MAX_DOCUMENT_BYTES: Final = 512 * 2**20
_STEP_BYTES: Final = 2**20
TIMEOUT: Final = httpx.Timeout(20.0, connect=3.0)
OPERATION: Final = "report document"
_GONE: Final = frozenset({400, 401, 403, 404, 410})
_UNIFORM: Final = random.SystemRandom().uniform


class SignedDocuments:
    """Documents. plain: whether links without TLS are followed, where the API has none either."""

    def __init__(
        self,
        http: httpx.Client,
        *,
        plain: bool,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http
        self._plain = plain
        self._sleep = sleep

    def fetch(self, link: DocumentLink) -> Document:
        """See Documents.fetch."""
        if urlsplit(link.url).scheme != "https" and not self._plain:
            raise SourceRefused(OPERATION, 200, "its link is not encrypted")
        reason = ""
        for number in range(TRIES):
            if number:
                self._sleep(_UNIFORM(0.0, BACKOFF_S * 2.0**number))
            try:
                return self._fetch(link)
            except httpx.InvalidURL:
                raise SourceRefused(OPERATION, 200, "its link is none") from None
            except httpx.HTTPError as failure:
                # Their messages may quote the link, which is a permission.
                reason = type(failure).__name__
            except _Again as failure:
                reason = str(failure)
        raise SourceUnavailable(OPERATION, reason)

    def _fetch(self, link: DocumentLink) -> Document:
        headers = {"user-agent": USER_AGENT, "accept-encoding": "identity"}
        request = self._http.build_request("GET", link.url, headers=headers, timeout=TIMEOUT)
        response = self._http.send(request, stream=True, follow_redirects=False)
        try:
            self._judge(response)
            return Document(_gzipped(response, link), response.charset_encoding)
        finally:
            response.close()

    def _judge(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in _GONE:
            raise LinkExpired(OPERATION, status, "the link is no good any more")
        if not response.is_success:
            raise _Again(str(status))


class _Again(Exception):  # noqa: N818 -- an outcome of this module, always translated
    """Nothing usable came; the message says why."""


def _gzipped(response: httpx.Response, link: DocumentLink) -> bytes:
    """The body as gzip. Raises: SourceRefused beyond measure; _Again when it was cut short."""
    squeeze = None if link.is_gzip else zlib.compressobj(6, wbits=31)
    unfolding = _Unfolding() if link.is_gzip else None
    body, plain_bytes = bytearray(), 0
    for part in response.iter_raw(2**16):
        plain_bytes += unfolding.length_of(part) if unfolding else len(part)
        body += squeeze.compress(part) if squeeze else part
        if max(len(body) * 4, plain_bytes) > MAX_DOCUMENT_BYTES:
            raise SourceRefused(OPERATION, 200, f"more than {MAX_DOCUMENT_BYTES} bytes")
    body += squeeze.flush() if squeeze else b""
    if unfolding and not unfolding.is_whole:
        raise _Again("cut short")
    return bytes(body)


class _Unfolding:
    """How much a compressed text comes to, and whether it has its end; nothing is kept of it."""

    def __init__(self) -> None:
        self._unfold = zlib.decompressobj(wbits=31)

    def length_of(self, part: bytes) -> int:
        """Of what the part unfolds to, as far as it matters. Raises: _Again."""
        length = 0
        try:
            while part and not self._unfold.eof and length <= MAX_DOCUMENT_BYTES:
                length += len(self._unfold.decompress(part, _STEP_BYTES))
                part = self._unfold.unconsumed_tail
        except zlib.error:
            raise _Again("no gzip") from None
        return length

    @property
    def is_whole(self) -> bool:
        return self._unfold.eof
