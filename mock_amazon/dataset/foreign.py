"""Short reviews in a language that is not the marketplace's own."""

from functools import cache

from mock_amazon.dataset.phrasebook import Draw, Phrase, compile_all, sentence
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.dataset.vocabulary import phrases

_SHARES: dict[Marketplace, tuple[tuple[str, float], ...]] = {
    Marketplace.US: (("es", 0.022), ("fr", 0.002), ("it", 0.001)),
    Marketplace.UK: (("fr", 0.006), ("es", 0.005), ("it", 0.003)),
    Marketplace.DE: (("en", 0.03), ("tr", 0.007), ("fr", 0.005), ("it", 0.005)),
}
_HOME = {Marketplace.US: "en", Marketplace.UK: "en", Marketplace.DE: "de"}


def language_of(marketplace: Marketplace, draw: float) -> str:
    """The language a review is written in there, for a draw in [0, 1)."""
    for language, share in _SHARES[marketplace]:
        draw -= share
        if draw < 0:
            return language
    return _HOME[marketplace]


def foreign_review(
    language: str, mood: str, issues: tuple[str, ...], draw: Draw
) -> tuple[str, str, tuple[str, ...]]:
    """Title, text and the issues it really mentions."""
    pools = _compiled(language)
    said = tuple(issue for issue in issues if issue in pools and mood != "happy")
    lines = [_one(pools[issue], draw) for issue in said]
    general = pools[mood]
    start = int(draw() * len(general))
    wanted = 1 + int(draw() * 2)
    lines += [sentence(general[(start + n) % len(general)], (), draw) for n in range(wanted)]
    return _one(pools[f"titles_{mood}"], draw), " ".join(dict.fromkeys(lines)), said


@cache
def _compiled(language: str) -> dict[str, list[Phrase]]:
    words = phrases("other_languages")[language]
    lists = {name: texts for name, texts in words.items() if isinstance(texts, list)}
    return {
        name: compile_all(texts, {}, {}, {})
        for name, texts in {**lists, **words["complaints"]}.items()
    }


def _one(pool: list[Phrase], draw: Draw) -> str:
    return sentence(pool[int(draw() * len(pool))], (), draw)
