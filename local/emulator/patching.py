"""Source patches that fail loudly: each names the text it replaces; a missing text stops the start.

An emulator upgrade that changes a patched function therefore shows at once, instead of running on
with half a patch.
"""

import inspect
import textwrap
from types import FunctionType, ModuleType
from typing import Any


class AnchorLost(RuntimeError):
    """The emulator's source no longer holds the text a patch was written against."""

    def __init__(self, where: str, anchor: str) -> None:
        super().__init__(f"MiniStack changed: {where} no longer contains {anchor!r}")
        self.where = where
        self.anchor = anchor


def replaced(where: str, source: str, *changes: tuple[str, str]) -> str:
    """`source` with each (old, new) applied. Raises: AnchorLost when an old text is absent.

    >>> replaced("f", "return 1", ("1", "2"))
    'return 2'
    """
    for old, new in changes:
        if old not in source:
            raise AnchorLost(where, old)
        source = source.replace(old, new)
    return source


def patch_function(module: ModuleType, qualified_name: str, *changes: tuple[str, str]) -> None:
    """Recompiles ``module.qualified_name`` with the changes, in the module's own namespace.

    Defaults of the function are those of its source; closures are not supported (none are needed).
    Raises: AnchorLost.
    """
    *path, name = qualified_name.split(".")
    owner: Any = module
    for part in path:
        owner = getattr(owner, part)
    where = f"{module.__name__}.{qualified_name}"
    source = replaced(where, _source(getattr(owner, name)), *changes)
    namespace: dict[str, FunctionType] = {}
    exec(compile(source, f"<patched {where}>", "exec"), module.__dict__, namespace)  # noqa: S102 - the point
    namespace[name].__dict__["patched_source"] = source
    setattr(owner, name, namespace[name])


def patch_text(module: ModuleType, name: str, *changes: tuple[str, str]) -> None:
    """Applies the changes to a string constant of a module. Raises: AnchorLost."""
    setattr(module, name, replaced(f"{module.__name__}.{name}", getattr(module, name), *changes))


def _source(function: Any) -> str:
    """Its source, patches included: a second patch of one function builds on the first."""
    patched: str | None = getattr(function, "patched_source", None)
    return patched if patched is not None else textwrap.dedent(inspect.getsource(function))
