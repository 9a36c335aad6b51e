"""What whoever deploys chooses with `-c name=value`, checked as the functions check it."""

from collections.abc import Callable, Iterable, Mapping

from pydantic import BaseModel, ValidationError

Context = Callable[[str], object]


def chosen(context: Context, names: Iterable[str], prefix: str = "") -> dict[str, str]:
    """Text by name of what the context holds under prefix + name."""
    given = {name: context(prefix + name) for name in names}
    return {name: str(value) for name, value in given.items() if value is not None}


def check(
    model: type[BaseModel], values: Mapping[str, str], wrong: type[ValueError], prefix: str = ""
) -> None:
    """Raises: `wrong`, naming the setting and what is the matter with it."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = prefix + ".".join(map(str, first["loc"]))
        raise wrong(f"{where} {first['msg']}".strip()) from None
