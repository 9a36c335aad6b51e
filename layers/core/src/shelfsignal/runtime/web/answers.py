"""Successful answers: JSON or text with an ETag, and 304 when the client already has it."""

import hashlib
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from chalice.app import HeadersType, Request, Response
from pydantic import BaseModel

from shelfsignal.runtime.web.errors import AnswerTooLarge
from shelfsignal.runtime.web.replies import Content, Cookie, Redirect, Reply
from shelfsignal.runtime.web.routing import Method, Route

MAX_ANSWER_BYTES: Final = 5_500_000
_JSON: Final = "application/json"


def success(route: Route, request: Request, result: Any) -> Response:
    """What the view returned, with the route's status.

    Decimals are strings, times ISO-8601 with Z. Raises: AnswerTooLarge.
    """
    status = route.status
    if isinstance(result, Reply):
        answer = success(route, request, result.body)
        answer.headers |= _named(result.headers) | _cookies(result.cookies)
        answer.status_code = result.status or answer.status_code
        return answer
    if isinstance(result, Redirect):
        headers: HeadersType = {"location": result.location, "cache-control": "no-store"}
        return Response("", headers | _cookies(result.cookies), status)
    if isinstance(result, BaseModel):
        return _text(route, request, result.model_dump_json(by_alias=True), {"content-type": _JSON})
    if isinstance(result, Content):
        return _text(route, request, result.text, _content_headers(result))
    return Response("", {"cache-control": "no-store"}, status)


def _content_headers(content: Content) -> HeadersType:
    headers: HeadersType = {"content-type": content.media_type}
    if content.filename:
        headers["content-disposition"] = f'attachment; filename="{content.filename}"'
    return headers | _named(content.headers)


def _named(headers: Mapping[str, str]) -> HeadersType:
    return {name.lower(): value for name, value in headers.items()}


def _cookies(cookies: Iterable[Cookie]) -> HeadersType:
    lines = [str(cookie) for cookie in cookies]
    return {"set-cookie": lines} if lines else {}


def _text(route: Route, request: Request, body: str, headers: HeadersType) -> Response:
    raw = body.encode()
    if len(raw) > MAX_ANSWER_BYTES:
        raise AnswerTooLarge
    if route.method is not Method.GET:
        return Response(body, {"cache-control": "no-store", **headers}, route.status)
    etag = f'"{hashlib.blake2b(raw, digest_size=12).hexdigest()}"'
    # no-cache: keep it, but ask before using it.
    headers = {"etag": etag, "cache-control": "private, no-cache", **headers}
    if has_already(request.headers.get("if-none-match", ""), etag):
        for of_the_body in ("content-type", "content-disposition"):
            headers.pop(of_the_body, None)
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
