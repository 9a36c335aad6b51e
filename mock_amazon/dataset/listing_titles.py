"""Product titles the way sellers write them: brand, line, thing, features, variant."""

from mock_amazon.dataset.chance import key, pick
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.dataset.vocabulary import ProductType

_LINES = (
    "Aero", "Luma", "Terra", "Nova", "Halo", "Orbit", "Willow", "Atlas", "Pico", "Ember",
    "Fjord", "Sable",
    "Clara", "Vista", "Rune", "Tempo", "Birch", "Delta", "Sienna", "Onda", "Kite", "Mistral",
    "Juno", "Cedar",
    "Strata", "Opal", "Rivet", "Solace", "Tundra", "Echo Bay", "Marlow", "Vesper",
)  # fmt: skip
_SUFFIXES = ("", "", " Pro", " Plus", " Mini", " II", " Lite", " XL", " 2.0", " Essential", " One")
_GERMAN_COLOURS = {
    "Black": "Schwarz", "White": "Weiß", "Grey": "Grau", "Blue": "Blau", "Navy": "Marineblau",
    "Green": "Grün",
    "Red": "Rot", "Pink": "Rosa", "Cream": "Creme", "Silver": "Silber", "Olive": "Oliv",
    "Beige": "Beige",
}  # fmt: skip


def listing_title(
    brand: str, kind: ProductType, marketplace: Marketplace, seed: tuple[int, int, int]
) -> str:
    """The title of a variant; `seed` is (seed, family, variant)."""
    base, family, variant = seed
    line = pick(_LINES, base, "line", family) + pick(_SUFFIXES, base, "suffix", family)
    colour = kind.colours[(key(base, "colour", family) + variant) % len(kind.colours)]
    if marketplace is Marketplace.DE:
        name = pick(kind.german.names, base, "name", family)
        return f"{brand} {line} {name} – {_GERMAN_COLOURS.get(colour, colour)}"
    name = pick(kind.names, base, "name", family)
    first = key(base, "feature", family) % len(kind.features)
    step = 1 + key(base, "feature step", family) % max(1, len(kind.features) - 1)
    second = (first + step) % len(kind.features)
    chosen = dict.fromkeys([kind.features[first], kind.features[second]])
    return f"{brand} {line} {name}, {', '.join(chosen)} – {colour}"
