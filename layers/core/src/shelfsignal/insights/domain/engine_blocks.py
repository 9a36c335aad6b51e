"""Engine and taxonomy versions that an organisation has withdrawn: they write no version again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from shelfsignal.kernel.errors import InvalidInput


class Made(Protocol):
    """Whatever says which engine made it: an EngineId, a VersionHead."""

    @property
    def engine(self) -> str: ...
    @property
    def model_version(self) -> str: ...
    @property
    def taxonomy_version(self) -> str: ...


@dataclass(frozen=True, slots=True)
class EngineBlock:
    """An engine's model version, its taxonomy version, or the pair of them; None stands for any.

    Raises: InvalidInput when neither is named, for that would withdraw the engine as such.
    """

    engine: str
    model_version: str | None = None
    taxonomy_version: str | None = None

    def __post_init__(self) -> None:
        if not self.engine or not (self.model_version or self.taxonomy_version):
            raise InvalidInput("Name an engine and its model or taxonomy version.", field="engine")

    def covers(self, made: Made) -> bool:
        return (
            made.engine == self.engine
            and self.model_version in {None, made.model_version}
            and self.taxonomy_version in {None, made.taxonomy_version}
        )


def is_blocked(made: Made, blocks: Iterable[EngineBlock]) -> bool:
    """Whether any of the blocks covers it."""
    return any(block.covers(made) for block in blocks)
