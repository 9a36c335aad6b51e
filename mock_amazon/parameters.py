"""Query parameters, as clients really send them: lists joined by commas, repeated, or both."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from starlette.requests import Request

from mock_amazon.answers import Refusal, invalid_input
from mock_amazon.clock import moment_of

Wrong = Callable[[str], Refusal]


def listed(request: Request, name: str) -> list[str]:
    """Every value of a list parameter, each once, in the order given."""
    texts = request.query_params.getlist(name)
    values = (value.strip() for text in texts for value in text.split(","))
    return list(dict.fromkeys(value for value in values if value))


def whole(request: Request, name: str, usual: int, most: int, wrong: Wrong = invalid_input) -> int:
    """A number from 1 to `most`; `usual` when it is not given. Raises: Refusal (400)."""
    text = request.query_params.get(name, str(usual))
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise wrong(f"{name} is a number from 1 to {most}.")
    return int(text)


def chosen(
    request: Request, name: str, options: Iterable[str], wrong: Wrong = invalid_input
) -> str:
    """A required parameter that has one of these values. Raises: Refusal (400)."""
    text, known = request.query_params.get(name, ""), list(options)
    if not text:
        raise wrong(f"Missing required '{name}' parameter.")
    if text not in known:
        raise wrong(f"'{name}' is one of {', '.join(known)}.")
    return text


def moment(text: object, name: str) -> float:
    """Epoch seconds of an ISO 8601 time. Raises: Refusal (400)."""
    try:
        return moment_of(str(text))
    except (ValueError, OverflowError) as error:
        raise invalid_input(f"'{name}' is not an ISO 8601 time.") from error


def iso_day(day: int) -> str:
    """The first moment of a UTC day since 1970, in ISO 8601."""
    return datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m-%dT00:00:00Z")
