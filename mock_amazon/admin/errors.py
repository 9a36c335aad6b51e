"""Refusals of the admin routes."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mock_amazon.answers import Refusal, invalid_input, refused

Body = TypeVar("Body", bound=BaseModel)
Endpoint = Callable[[Request], Awaitable[Response]]


async def body_of(request: Request, model: type[Body]) -> Body:
    """The request's body; an empty one is the model's defaults. Raises: Refusal (400)."""
    try:
        return model.model_validate_json(await request.body() or b"{}")
    except ValidationError as error:
        raise invalid_input("Invalid body", str(error)) from error


def _answering_refusals(endpoint: Endpoint) -> Endpoint:
    """The endpoint, with refusals turned into answers."""

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refusal as refusal:
            return refused(refusal)

    return answered


def route(path: str, endpoint: Endpoint, *methods: str) -> Route:
    """An admin route; GET when no method is named."""
    return Route(path, _answering_refusals(endpoint), methods=list(methods) or ["GET"])
