"""A small client of the ShelfSignal API: paging, retries, cached reads.

    SHELFSIGNAL_URL=http://127.0.0.1:4580/api SHELFSIGNAL_KEY=ss_… python docs/examples/client.py

Prints the products that need attention most, and their costliest issue. Needs httpx only.
"""

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx

TRIES = 5


class ApiError(Exception):
    """The API refused. code is stable; quote request_id when you ask for help."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(f"{status} {error['code']}: {error['message']}")
        self.status, self.code = status, error["code"]
        self.request_id, self.details = error["request_id"], error["details"]


class ShelfSignal:
    """Calls with one API key. Answers that have not changed are not sent again."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"x-api-key": key}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False)
        self._kept: dict[str, tuple[str, Any]] = {}

    def get(self, path: str, **query: Any) -> Any:
        """The answer's document. Raises: ApiError."""
        request = self._http.build_request("GET", path, params=query)
        etag, document = self._kept.get(str(request.url), ("", None))
        if etag:
            request.headers["if-none-match"] = etag
        answer = self._patient(request)
        if answer.status_code != httpx.codes.NOT_MODIFIED:
            document = answer.json()
            self._kept[str(request.url)] = answer.headers["etag"], document
        return document

    def every(self, path: str, **query: Any) -> Iterator[Any]:
        """The items of all pages."""
        page = self.get(path, **query)
        yield from page["items"]
        while page["cursor"]:
            page = self.get(path, **query, cursor=page["cursor"])
            yield from page["items"]

    def _patient(self, request: httpx.Request) -> httpx.Response:
        """Waits as long as it is told to when the API is busy, a few times."""
        for left in reversed(range(TRIES)):
            answer = self._http.send(request)
            if answer.status_code not in (429, 503) or not left:
                break
            time.sleep(float(answer.headers.get("retry-after", "1")))
        if answer.is_error:
            raise ApiError(answer.status_code, answer.json()["error"])
        return answer


def main() -> None:
    api = ShelfSignal(os.environ["SHELFSIGNAL_URL"], os.environ["SHELFSIGNAL_KEY"])
    for product in api.get("/v1/products", sort="attention", limit=5)["items"]:
        issues = product["issues"] or [{"name": "no issue"}]
        print(f"{product['attention']:.2f}  {product['product_id']}  {issues[0]['name']}")
    count = sum(1 for _ in api.every("/v1/products", limit=100, fields="title"))
    print(f"{count} products in all", file=sys.stderr)


if __name__ == "__main__":
    main()
