"""The closed, versioned list of issues and aspects that every engine labels with.

One list for both engines, so that a brand manager's figures do not change meaning when the engine
does. The list itself is a data file beside this module; a new edition is a new file and a new
version, and insights made under the old one keep saying so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypedDict

from shelfsignal.insights.domain.analysis import Severity

CURRENT = "taxonomy_v1.json"
OTHER = "other"


class _IssueRow(TypedDict):
    id: str
    name: str
    definition: str
    severity: str
    aspect: str
    families: Literal["all"] | list[str]


class _AspectRow(TypedDict):
    id: str
    name: str
    definition: str


class _FamilyRow(TypedDict):
    id: str
    keywords: list[str]


class _TaxonomyFile(TypedDict):
    version: str
    families: list[_FamilyRow]
    aspects: list[_AspectRow]
    issues: list[_IssueRow]


@dataclass(frozen=True, slots=True)
class IssueLabel:
    """An issue as a brand manager reads it; families is None when every category can have it."""

    id: str
    name: str
    definition: str
    severity: Severity
    aspect: str
    families: frozenset[str] | None

    def applies_to(self, family: str | None) -> bool:
        """True for an unknown family: a category we cannot place rules nothing out."""
        return self.families is None or family is None or family in self.families


@dataclass(frozen=True, slots=True)
class AspectLabel:
    id: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Taxonomy:
    version: str
    issues: Mapping[str, IssueLabel]
    aspects: Mapping[str, AspectLabel]
    family_words: tuple[tuple[str, re.Pattern[str]], ...]

    def family_of(self, category: str | None) -> str | None:
        """The family of a marketplace's category name; None when no keyword places it.

        The keyword that stands first in the name decides: "Pet Food" is of the pets family.
        """
        if not category:
            return None
        name = category.lower()
        found = [
            (m.start(), family) for family, words in self.family_words if (m := words.search(name))
        ]
        return min(found)[1] if found else None


@cache
def load_taxonomy(file_name: str = CURRENT) -> Taxonomy:
    """The edition in the given data file of this package."""
    text = files(__package__).joinpath(file_name).read_text(encoding="utf-8")
    rows: _TaxonomyFile = json.loads(text)
    return Taxonomy(
        version=rows["version"],
        issues={row["id"]: _issue(row) for row in rows["issues"]},
        aspects={row["id"]: AspectLabel(**row) for row in rows["aspects"]},
        family_words=tuple((row["id"], _any_word(row["keywords"])) for row in rows["families"]),
    )


def _issue(row: _IssueRow) -> IssueLabel:
    families = row["families"]
    return IssueLabel(
        id=row["id"],
        name=row["name"],
        definition=row["definition"],
        severity=Severity(row["severity"]),
        aspect=row["aspect"],
        families=None if families == "all" else frozenset(families),
    )


def _any_word(keywords: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(keyword.strip()) for keyword in keywords) + ")")
