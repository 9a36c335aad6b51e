"""Product titles the way sellers write them: brand, line, thing, features, variant."""

from mock_amazon.dataset.chance import key, pick
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.dataset.vocabulary import ProductType, phrases


def variant_of(kind: ProductType, seed: tuple[int, int, int]) -> str:
    """The colour (flavour, size ...) of a variant; `seed` is (seed, family, variant)."""
    base, family, variant = seed
    return kind.colours[(key(base, "colour", family) + variant) % len(kind.colours)]


def listing_title(
    brand: str, kind: ProductType, marketplace: Marketplace, seed: tuple[int, int, int]
) -> str:
    """The title of a variant; `seed` is (seed, family, variant)."""
    base, family, _ = seed
    names = phrases("names")
    line = pick(names["lines"], base, "line", family)
    line += pick(names["suffixes"], base, "suffix", family)
    colour = variant_of(kind, seed)
    if marketplace is Marketplace.DE:
        name = pick(kind.german.names, base, "name", family)
        return f"{brand} {line} {name} – {names['german_colours'].get(colour, colour)}"
    name = pick(kind.names, base, "name", family)
    features = dict.fromkeys(pick(kind.features, base, "feature", family, n) for n in range(3))
    return f"{brand} {line} {name}, {', '.join(features)} – {colour}"
