"""A function's environment, filled from its own Settings class, so that no name can drift."""

import importlib
from collections.abc import Mapping

from shelfsignal.kernel.settings import Settings


def settings_of(function: str) -> type[Settings]:
    """The Settings class of functions/<function>/settings.py. Raises: LookupError."""
    module = importlib.import_module(f"functions.{function}.settings")
    found = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, Settings)
        and each.__module__ == module.__name__
    ]
    if len(found) != 1:
        message = f"{module.__name__} must define exactly one Settings class, found {len(found)}"
        raise LookupError(message)
    return found[0]


def environment_of(function: str, known: Mapping[str, str]) -> dict[str, str]:
    """The variables for this function: of the known values, those its Settings class asks for.

    Raises: ValueError when it asks for one that is neither known nor has a default.
    """
    settings = settings_of(function)
    asked = {name: value for name, value in known.items() if name in settings.model_fields}
    return settings.env(**asked)
