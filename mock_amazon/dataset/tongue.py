"""A language's phrases, compiled for one kind of product."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mock_amazon.dataset.phrasebook import Phrase, compile_all
from mock_amazon.dataset.vocabulary import Department, GermanWords, Nature, ProductType, phrases

POOLS = (
    "happy_openers", "unhappy_openers", "mixed_openers", "praise", "closers_happy",
    "closers_unhappy",
    "closers_mixed", "concessions", "aftermath", "digressions", "tiny_happy", "tiny_mixed",
    "tiny_unhappy",
    "titles_happy", "titles_mixed", "titles_unhappy", "edits_happy",
    "edits_mixed", "edits_unhappy", "adders", "turners",
)  # fmt: skip
ENGLISH_SLOTS = (
    "brand", "colour", "use", "part", "breakage", "Breakage", "who", "Who", "who2", "time",
    "failed_after",
)  # fmt: skip
GERMAN_SLOTS = (
    "marke", "farbe", "einsatz", "Einsatz", "defekt", "Defekt", "wen", "person", "Person",
    "zeit", "zeit_akk",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """Compiled phrases; the `own_` ones are the product's and its department's."""

    pools: dict[str, list[Phrase]]
    own_praise: list[Phrase]
    complaints: dict[str, list[Phrase]]
    own_complaints: dict[str, list[Phrase]]
    nits: dict[str, list[Phrase]]
    sarcasm: dict[str, list[Phrase]]
    issue_titles: dict[str, list[Phrase]]
    asides: list[Phrase]
    spam: list[Phrase]
    capital_after_colon: bool


@cache
def english(department: Department, kind: ProductType) -> Tongue:
    """The English of a product type."""
    general, slots = phrases("english"), _numbered(ENGLISH_SLOTS)
    slots["part2"] = slots["part"]
    words = _english_words(kind)
    own: dict[str, list[str]] = {}
    for issue, lines in department.complaints.items():
        own.setdefault(issue, []).extend(lines)
    for issue, lines in kind.complaints.items():
        own.setdefault(issue, []).extend(lines)
    praise = [*kind.praise, *department.praise]
    return _tongue(kind.nature, general, words, slots, (praise, own, department.asides))


@cache
def german(department: Department, kind: ProductType) -> Tongue:
    """The German of a product type."""
    del department  # German phrases of their own are kept with the type
    words = kind.german
    own = {issue: list(lines) for issue, lines in words.complaints.items()}
    parts = (words.praise, own, ())
    slots = _numbered(GERMAN_SLOTS)
    return _tongue(kind.nature, phrases("german"), _german_words(words), slots, parts)


_GADGETS_ONLY, _NOT_CONSUMABLES = "^", "~"


def _suited(texts: Iterable[str], nature: Nature) -> Iterator[str]:
    """The phrases one can say of such a product, without their marks."""
    for text in texts:
        mark = text[0]
        if mark == _GADGETS_ONLY and nature is not Nature.GADGET:
            continue
        if mark == _NOT_CONSUMABLES and nature is Nature.CONSUMABLE:
            continue
        yield text[1:] if mark in (_GADGETS_ONLY, _NOT_CONSUMABLES) else text


def _tongue(
    nature: Nature,
    general: Mapping[str, Any],
    words: Mapping[str, str],
    slots: Mapping[str, int],
    own: tuple[Any, Mapping[str, list[str]], Any],
) -> Tongue:
    def ready(texts: Any) -> list[Phrase]:
        return compile_all(_suited(texts, nature), words, slots, {})

    def by_issue(lists: Mapping[str, Any]) -> dict[str, list[Phrase]]:
        return {issue: ready(texts) for issue, texts in lists.items()}

    praise, complaints, asides = own
    return Tongue(
        pools={name: ready(general[name]) for name in POOLS},
        own_praise=ready(praise),
        complaints=by_issue(general["complaints"]),
        own_complaints=by_issue(complaints),
        nits=by_issue(general["nits"]),
        sarcasm=by_issue(general.get("sarcasm", {})),
        issue_titles=by_issue(general["issue_titles"]),
        asides=ready(asides),
        spam=ready(general.get("spam", ())),
        capital_after_colon=general["capital_after_colon"],
    )


def _numbered(names: tuple[str, ...]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _english_words(kind: ProductType) -> dict[str, str]:
    many = kind.plural
    article = "an" if kind.short[0] in "aeiou" else "a"
    words = {
        "noun": kind.noun,
        "short": kind.short,
        "it": "they" if many else "it",
        "it_obj": "them" if many else "it",
        "is": "are" if many else "is",
        "was": "were" if many else "was",
        "has": "have" if many else "has",
        "does": "do" if many else "does",
        "s": "" if many else "s",
        "this": "these" if many else "this",
        "a": f"a pair of {kind.short}" if many else f"{article} {kind.short}",
        "another": "another pair" if many else "another one",
    }
    words["them"] = words["it_obj"]
    return {**words, **{name.capitalize(): word.capitalize() for name, word in words.items()}}


_GERMAN_GRAMMAR = {
    "m": ("der", "den", "dieser", "diesen", "er", "ihn", "ein", "einen"),
    "f": ("die", "die", "diese", "diese", "sie", "sie", "eine", "eine"),
    "n": ("das", "das", "dieses", "dieses", "es", "es", "ein", "eins"),
    "p": ("die", "die", "diese", "diese", "sie", "sie", "ein Paar", "ein Paar"),
}


def _german_words(words: GermanWords) -> dict[str, str]:
    forms = ("der", "den", "dieser", "diesen", "er", "ihn", "ein", "einen")
    named = dict(zip(forms, _GERMAN_GRAMMAR[words.gender], strict=True))
    many = words.gender == "p"
    named |= {
        "ist": "sind" if many else "ist",
        "war": "waren" if many else "war",
        "hat": "haben" if many else "hat",
        "macht": "machen" if many else "macht",
        "haelt": "halten" if many else "hält",
    }
    capital = {name.capitalize(): word[0].upper() + word[1:] for name, word in named.items()}
    return {**named, **capital, "Nomen": words.noun}
