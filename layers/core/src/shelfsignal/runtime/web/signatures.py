"""What a view's signature says, and whether it makes sense: a mismatch fails at import."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

from shelfsignal.runtime.web.replies import Content, Redirect, Reply

View = Callable[..., Any]
INJECTED: Final = frozenset({"principal", "client", "deps"})
VALIDATED: Final = ("path", "query", "headers", "cookies", "body")


@dataclass(frozen=True)
class Response:
    """What a view returns: a model's JSON, text of another kind, a redirect; or nothing at all."""

    model: type[BaseModel] | None = None
    is_content: bool = False
    is_redirect: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Response()


def response_of(view: View) -> Response:
    """Read off the returned annotation.

    Raises: TypeError for what no answer can be made of.
    """
    returned = view.__annotations__.get("return", inspect.Signature.empty)
    options = get_args(returned) if get_origin(returned) in {Union, UnionType} else (returned,)
    models: list[type[BaseModel]] = []
    for option in map(_unwrapped, options):
        if inspect.isclass(option) and issubclass(option, BaseModel):
            models.append(option)
        elif option not in {Content, Redirect, NoneType}:
            message = f"{view.__name__}: an answer is a Pydantic model, None, Reply, Content or "
            raise TypeError(message + f"Redirect, not {option}")
    if len(models) > 1 or (len(options) > 1 and {NoneType, None, Redirect} & set(options)):
        message = f"{view.__name__}: one model, and Content beside it, is all that can be said"
        raise TypeError(message)
    return Response(models[0] if models else None, Content in options, Redirect in options)


def _unwrapped(option: Any) -> Any:
    inner = get_args(option)[0] if get_origin(option) is Reply else option
    return NoneType if inner is None else inner


def check(view: View, path: str, *, status: HTTPStatus, produces: tuple[str, ...]) -> None:
    """Raises: TypeError at import when a signature and its declaration do not fit."""
    parts = dict(view.__annotations__)
    parts.pop("return", None)
    if unknown := set(parts) - INJECTED - set(VALIDATED):
        message = f"{view.__name__}: what is {sorted(unknown)}?"
        raise TypeError(message)
    models = [parts[name] for name in VALIDATED if name in parts]
    if not all(inspect.isclass(model) and issubclass(model, BaseModel) for model in models):
        message = f"{view.__name__}: {', '.join(VALIDATED)} are Pydantic models"
        raise TypeError(message)
    _check_placeholders(view, path, parts.get("path"))
    _check_response(view, status, produces)


def _check_placeholders(view: View, path: str, model: type[BaseModel] | None) -> None:
    placeholders = {part[1:-1] for part in path.split("/") if part.startswith("{")}
    fields = set(model.model_fields) if model else set()
    if placeholders != fields:
        message = f"{view.__name__}: {path} has {sorted(placeholders)}, its model {sorted(fields)}"
        raise TypeError(message)


def _check_response(view: View, status: HTTPStatus, produces: tuple[str, ...]) -> None:
    response = response_of(view)
    if response.is_content != bool(produces):
        message = f"{view.__name__}: Content and the media types it produces come together"
        raise TypeError(message)
    if response.is_redirect != (HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST):
        message = f"{view.__name__}: a Redirect and a status of 3xx come together"
        raise TypeError(message)
    if (status is HTTPStatus.NO_CONTENT) and not response.is_empty:
        message = f"{view.__name__}: 204 has no content"
        raise TypeError(message)
