"""Successful answers: JSON with an ETag, and 304 when the client already has it."""

import hashlib
from http import HTTPStatus
from typing import Final

from chalice.app import HeadersType, Request, Response
from pydantic import BaseModel

from functions.api.errors import AnswerTooLarge
from functions.api.routing import Method, Route

MAX_ANSWER_BYTES: Final = 5_500_000


def success(route: Route, request: Request, model: BaseModel) -> Response:
    """The model as JSON with the route's status. Decimals are strings, times ISO-8601 with Z.

    Raises: AnswerTooLarge.
    """
    body = model.model_dump_json()
    raw = body.encode()
    if len(raw) > MAX_ANSWER_BYTES:
        raise AnswerTooLarge
    headers: HeadersType = {"content-type": "application/json"}
    if route.method is not Method.GET:
        return Response(body, {**headers, "cache-control": "no-store"}, route.status)
    etag = f'"{hashlib.blake2b(raw, digest_size=12).hexdigest()}"'
    # no-cache: keep it, but ask before using it.
    headers |= {"etag": etag, "cache-control": "private, no-cache"}
    if has_already(request.headers.get("if-none-match", ""), etag):
        del headers["content-type"]
        return Response("", headers, HTTPStatus.NOT_MODIFIED)
    return Response(body, headers, route.status)


def has_already(if_none_match: str, etag: str) -> bool:
    """Whether If-None-Match names this ETag, compared weakly as RFC 9110 asks.

    >>> has_already('W/"a", "b"', '"a"')
    True
    >>> has_already('"b"', '"a"')
    False
    """
    offered = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return etag in offered or "*" in offered
