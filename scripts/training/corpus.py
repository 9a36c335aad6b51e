"""Reads the labelled files, and says which rows may be trained on.

Formats are described in layers/analysis/PROVENANCE.md. Only the MIT and Apache files are read here:
the CC BY-NC-SA ones are for evaluation and must not shape a shipped weight.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HELD_OUT_ONE_IN = 4
"""A quarter of the CESAMARD products is never trained on: its file has no split of its own."""

FAMILY_BY_DOMAIN = {
    "Books": "books",
    "Edible": "grocery",
    "Electronics": "electronics",
    "Fashion": "fashion",
}


@dataclass(frozen=True, slots=True)
class LabelledAspect:
    aspect: str
    complaint: bool


@dataclass(frozen=True, slots=True)
class LabelledReview:
    """A row of either review file; what a file does not label is None or empty."""

    row_id: str
    text: str
    sentiment: str
    is_train: bool
    is_train_split: bool
    domain: str
    title: str = ""
    product_id: str | None = None
    complaint: bool | None = None
    severity: str | None = None
    aspects: tuple[LabelledAspect, ...] = field(default=())

    @property
    def family(self) -> str | None:
        return FAMILY_BY_DOMAIN.get(self.domain)

    @property
    def complained(self) -> set[str]:
        return {aspect.aspect for aspect in self.aspects if aspect.complaint}


@dataclass(frozen=True, slots=True)
class Opinion:
    """A few words of a review and the polarity a person gave them."""

    text: str
    sentiment: str


def product_digest(product_id: str) -> str:
    """A short stable hash, so that a model can name its training products without listing them."""
    return hashlib.sha256(product_id.encode()).hexdigest()[:12]


def is_held_out(product_id: str) -> bool:
    return int(product_digest(product_id), 16) % HELD_OUT_ONE_IN == 0


def read_rows(folder: Path, stem: str) -> Iterator[dict[str, Any]]:
    """Rows of `stem`.jsonl or `stem`.jsonl.gz, whichever is there.

    Raises: FileNotFoundError when neither is.
    """
    plain, packed = folder / f"{stem}.jsonl", folder / f"{stem}.jsonl.gz"
    with (
        plain.open(encoding="utf-8")
        if plain.exists()
        else gzip.open(packed, "rt", encoding="utf-8") as lines
    ):
        yield from (json.loads(line) for line in lines if line.strip())


def read_starred(folder: Path) -> list[LabelledReview]:
    """sentiment.jsonl: star-rated reviews; a row without a split is nobody's training row."""
    return [
        LabelledReview(
            row_id=row["id"],
            text=row["text"],
            title=row.get("title") or "",
            sentiment=row["label"],
            is_train=row.get("split") == "train",
            is_train_split=row.get("split") == "train",
            domain=row.get("domain", ""),
        )
        for row in read_rows(folder, "sentiment")
    ]


def read_complaints(folder: Path) -> list[LabelledReview]:
    """issues_cesamard.jsonl: reviews with complaint, severity and aspects labelled by people."""
    return [
        LabelledReview(
            row_id=row["id"],
            text=row["text"],
            title=row.get("title") or "",
            sentiment=row["sentiment"],
            is_train=row.get("split") == "train" or not is_held_out(row["product_id"]),
            is_train_split=row.get("split") == "train",
            domain=row["domain"],
            product_id=row["product_id"],
            complaint=bool(row["complaint"]),
            severity=row["severity"],
            aspects=tuple(LabelledAspect(a["aspect"], a["complaint"]) for a in row["aspects"]),
        )
        for row in read_rows(folder, "issues_cesamard")
    ]


def read_opinions(folder: Path, avoid: list[LabelledReview]) -> list[Opinion]:
    """triplets_dmaste.jsonl: aspects with opinion words, none of a review in `avoid`."""
    tested = {_squeezed(review.text) for review in avoid}
    return [
        Opinion(f"{triplet['aspect'] or ''} {triplet['opinion']}".strip(), triplet["polarity"])
        for row in read_rows(folder, "triplets_dmaste")
        if _squeezed(row["text"]) not in tested
        for triplet in row["triplets"]
        if triplet["opinion"] and triplet["polarity"]
    ]


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
