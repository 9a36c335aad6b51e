"""What a restricted data token may open."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from mock_amazon.tokens.errors import bad_resource

MOST_RESOURCES = 50
_METHODS = frozenset({"GET", "PUT", "POST", "DELETE"})
_RESTRICTED = re.compile(
    r"/(reports/2021-06-30/documents|orders/v0/orders|mfn/v0/shipments|shipping/v2/shipments)(/|$)"
)
_PLACEHOLDER = re.compile(r"\\\{[^/]*\\\}")


class Resource(NamedTuple):
    """One method and path; `{…}` in a path stands for any one part of it."""

    method: str
    path: str

    def opens(self, method: str, path: str) -> bool:
        """Whether this resource is the one asked for."""
        pattern = _PLACEHOLDER.sub("[^/]+", re.escape(self.path))
        return method == self.method and re.fullmatch(pattern, path) is not None


def read_resources(listed: object) -> tuple[Resource, ...]:
    """The resources a request names. Raises: Refusal (400)."""
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_RESOURCES:
        raise bad_resource(f"restrictedResources names 1 to {MOST_RESOURCES} resources.")
    return tuple(_read(one) for one in listed)


def opens(resources: Iterable[Resource], method: str, path: str) -> bool:
    """Whether any of them is the one asked for."""
    return any(one.opens(method, path) for one in resources)


def _read(one: Any) -> Resource:
    method = one.get("method") if isinstance(one, dict) else None
    path = one.get("path") if isinstance(one, dict) else None
    if method not in _METHODS or not isinstance(path, str):
        raise bad_resource("Each restricted resource has a method and a path.")
    if not _RESTRICTED.match(path):
        raise bad_resource(f"'{path[:80]}' is not the path of a restricted operation.")
    return Resource(method, path)
