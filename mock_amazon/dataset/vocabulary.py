"""The words of each department, read once from the TOML files beside this module."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "phrases"
Phrases = tuple[str, ...]


class Nature(StrEnum):
    """What people can say of a product: nobody calls coffee sturdy, or socks easy to set up."""

    GADGET = "gadget"
    WEARABLE = "wearable"
    CONSUMABLE = "consumable"


@dataclass(frozen=True, slots=True, eq=False)
class GermanWords:
    """How a product type is spoken of in German; `gender` is m, f, n or p (plural)."""

    noun: str
    gender: str
    names: Phrases
    breakages: Phrases
    uses: Phrases
    praise: Phrases
    complaints: dict[str, Phrases]


@dataclass(frozen=True, slots=True, eq=False)
class ProductType:
    """One kind of product: its words, its price band (major units), and what tends to go wrong.

    `issues` are its usual complaints with their weights.
    """

    type_id: str
    nature: Nature
    issues: dict[str, float]
    noun: str
    short: str
    plural: bool
    names: Phrases
    features: Phrases
    colours: Phrases
    price: tuple[float, float]
    parts: Phrases
    breakages: Phrases
    uses: Phrases
    praise: Phrases
    complaints: dict[str, Phrases]
    german: GermanWords


@dataclass(frozen=True, slots=True, eq=False)
class Department:
    """One category of the shop."""

    department_id: str
    category: str
    praise: Phrases
    asides: Phrases
    complaints: dict[str, Phrases]
    types: tuple[ProductType, ...]


@cache
def departments() -> dict[str, Department]:
    """Every department by id, in a fixed order."""
    files = sorted((_FOLDER / "departments").glob("*.toml"))
    return {file.stem: _department(file.stem, _read(file)) for file in files}


@cache
def phrases(name: str) -> dict[str, Any]:
    """The general phrases of a language, as its TOML file has them."""
    return _read(_FOLDER / f"{name}.toml")


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _department(department_id: str, words: dict[str, Any]) -> Department:
    return Department(
        department_id,
        words["category"],
        tuple(words["praise"]),
        tuple(words["asides"]),
        _by_issue(words.get("complaints", {})),
        tuple(_product_type(kind, words) for kind in words["types"]),
    )


def _product_type(words: dict[str, Any], department: dict[str, Any]) -> ProductType:
    low, high = words["price"]
    return ProductType(
        type_id=words["id"],
        nature=Nature(words.get("nature", department.get("nature", Nature.GADGET))),
        issues=_issues(words, department),
        noun=words["noun"],
        short=words["short"],
        plural=words.get("plural", False),
        price=(low, high),
        complaints=_by_issue(words.get("complaints", {})),
        german=_german(words["de"]),
        **{name: tuple(words[name]) for name in _LISTS},
    )


def _issues(words: dict[str, Any], department: dict[str, Any]) -> dict[str, float]:
    """The department's issues that make sense for the type, and those the type has words for."""
    own = words.get("complaints", {})
    worded = {*own, *department.get("complaints", {})}
    never = set(words.get("never", ()))
    usual = {
        issue: float(weight) * (2.0 if issue in own else 1.0)
        for issue, weight in department["issues"].items()
        if issue not in never and (issue in worded or issue not in _NEED_OWN_WORDS)
    }
    return {**dict.fromkeys(own, _OWN_WEIGHT), **usual}


_OWN_WEIGHT = 3.0
# Complaints that hang on what the thing is: without words of its own a type does not get them.
_NEED_OWN_WORDS = frozenset({
    "safety_hazard", "leaks", "heat", "battery", "connectivity", "software", "taste", "freshness",
    "noise",
})  # fmt: skip
_LISTS = ("names", "features", "colours", "parts", "breakages", "uses", "praise")


def _german(words: dict[str, Any]) -> GermanWords:
    return GermanWords(
        words["noun"],
        words["gender"],
        tuple(words["names"]),
        tuple(words["breakages"]),
        tuple(words["uses"]),
        tuple(words["praise"]),
        _by_issue(words.get("complaints", {})),
    )


def _by_issue(lists: dict[str, list[str]]) -> dict[str, Phrases]:
    return {issue: tuple(lines) for issue, lines in lists.items()}
