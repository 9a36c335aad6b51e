"""Settings that the environment of `make run` and `make deploy` chooses."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ValidationError

from local.failures import LocalFailure


def chosen(
    environment: Mapping[str, str], names: Iterable[str], prefix: str = ""
) -> dict[str, str]:
    """Text by field; its variable is the name in capitals, and an empty one says nothing."""
    given = {name: environment.get(prefix + name.upper(), "").strip() for name in names}
    return {name: text for name, text in given.items() if text}


def check(model: type[BaseModel], values: Mapping[str, str], prefix: str = "") -> None:
    """Raises: LocalFailure naming the variable that is wrong."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"{prefix}{part}: " for part in first["loc"]).upper()
        message = f"{where}{first['msg'].removeprefix('Value error, ')}."
        raise LocalFailure(message) from None
