"""DynamoDB and S3 in memory, answering on botocore's wire: no network, no service, all of the SDK.

What is measured over it is everything of ours and of the SDK (signing, serialising, parsing); what
is not is the time on the network and in DynamoDB. Reads only, by key and in the order of a key.
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.handlers import BUILTIN_HANDLERS

Json = dict[str, Any]
Template = Callable[[str], dict[str, bytes] | None]
_BETWEEN: Final = re.compile(r"(#\d+) BETWEEN (:\d+) AND (:\d+)")
_PREFIX: Final = re.compile(r"begins_with \((#\d+), (:\d+)\)")
_COMPARED: Final = re.compile(r"(#\d+) (=|<=|<|>=|>) (:\d+)")
_LAST: Final = "\U0010ffff"


@dataclass
class MemoryAws:
    """items: JSON by sort key by partition key; lists: sorted (order key, item) by index and pk.

    template makes a partition that is not there when it is asked for; original names the object
    that stands for another. calls counts operations.
    """

    template: Template = lambda _pk: None
    items: dict[str, dict[str, bytes]] = field(default_factory=lambda: defaultdict(dict))
    lists: dict[tuple[str, str], tuple[list[str], list[bytes]]] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    original: Callable[[str], str] = str
    calls: Counter[str] = field(default_factory=Counter)

    def install(self) -> None:
        """Every botocore client that is made from now on speaks to this one."""
        BUILTIN_HANDLERS.append(("before-send", self._send))

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        target = request.headers.get("X-Amz-Target", b"")
        name = (target.decode() if isinstance(target, bytes) else str(target)).split(".")[-1]
        self.calls[name or "GetObject"] += 1
        if not name:
            return self._object(request)
        asked = json.loads(request.body if isinstance(request.body, bytes | str) else b"{}")
        body = {"Query": self._query, "GetItem": self._get, "BatchGetItem": self._batch}[name](
            asked
        )
        return _answer(request.url, 200, body, "application/x-amz-json-1.0")

    def _object(self, request: AWSPreparedRequest) -> AWSResponse:
        """The bucket is in the host's name, or the first part of the path."""
        path = self.original(unquote(urlsplit(request.url).path).lstrip("/"))
        for key in (path, path.partition("/")[2]):
            if key in self.objects:
                return _answer(request.url, 200, self.objects[key], "application/gzip")
        return _answer(request.url, 404, b"", "application/xml")

    def partition(self, pk: str) -> Mapping[str, bytes]:
        """Its items; made once, so make those first that are to be measured."""
        if pk not in self.items and (made := self.template(pk)):
            self.items[pk] = made
        return self.items.get(pk, {})

    def _get(self, asked: Json) -> bytes:
        key = asked["Key"]
        item = self.partition(key["pk"]["S"]).get(key["sk"]["S"])
        return b'{"Item":' + item + b"}" if item else b"{}"

    def _batch(self, asked: Json) -> bytes:
        ((table, wanted),) = asked["RequestItems"].items()
        found = (self.partition(key["pk"]["S"]).get(key["sk"]["S"]) for key in wanted["Keys"])
        items = b",".join(item for item in found if item)
        return b'{"Responses":{"%s":[%s]},"UnprocessedKeys":{}}' % (table.encode(), items)

    def _query(self, asked: Json) -> bytes:
        values = {name: each["S"] for name, each in asked["ExpressionAttributeValues"].items()}
        names = asked["ExpressionAttributeNames"]
        pk, low, high = _bounds(asked["KeyConditionExpression"], names, values)
        keys, items = self._ordered(asked.get("IndexName"), pk)
        first, last = bisect_left(keys, low), bisect_right(keys, high)
        forward, start = asked.get("ScanIndexForward", True), asked.get("ExclusiveStartKey")
        if start:
            at = start[asked.get("IndexName", "sk")]["S"]
            if forward:
                first = max(first, bisect_right(keys, at))
            else:
                last = min(last, bisect_left(keys, at))
        chosen = range(first, last) if forward else range(last - 1, first - 1, -1)
        page = chosen[: asked.get("Limit", 1000)]
        rest = b""
        if len(page) < len(chosen):
            item = json.loads(items[page[-1]])
            kept = {name: item[name] for name in {"pk", "sk", asked.get("IndexName", "sk")}}
            rest = b',"LastEvaluatedKey":' + json.dumps(kept).encode()
        listed = b",".join(items[at] for at in page)
        count = str(len(page)).encode()
        return (
            b'{"Items":['
            + listed
            + b'],"Count":'
            + count
            + b',"ScannedCount":'
            + count
            + rest
            + b"}"
        )

    def _ordered(self, index: str | None, pk: str) -> tuple[list[str], list[bytes]]:
        if index:
            return self.lists.get((index, pk), ([], []))
        partition = self.partition(pk)
        keys = sorted(partition)
        return keys, [partition[key] for key in keys]


def _bounds(
    expression: str, names: Mapping[str, str], values: Mapping[str, str]
) -> tuple[str, str, str]:
    """The partition key, and the least and the greatest sort key that are asked for."""
    pk, low, high = "", "", _LAST
    if match := _BETWEEN.search(expression):
        low, high = values[match[2]], values[match[3]]
    elif match := _PREFIX.search(expression):
        low = values[match[2]]
        high = low + _LAST
    for name, operator, value in _COMPARED.findall(expression):
        if names[name] == "pk":
            pk = values[value]
        elif operator == "=":
            low = high = values[value]
        elif operator[0] == "<":
            high = values[value]
        else:
            low = values[value]
    return pk, low, high


class _Body(BytesIO):
    """What botocore takes for urllib3's response."""

    def stream(self, **_: Any) -> Any:
        yield self.read()


def _answer(url: str, status: int, body: bytes, kind: str) -> AWSResponse:
    headers = HTTPHeaders()
    headers["content-type"], headers["content-length"] = kind, str(len(body))
    return AWSResponse(url, status, headers, _Body(body))
