"""The person who writes one review: whom they live with, what they use the product for."""

from collections.abc import Sequence
from functools import lru_cache

from mock_amazon.dataset.chance import key
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.phrasebook import Draw, Phrase
from mock_amazon.dataset.vocabulary import phrases

Slots = list[Sequence[Phrase]]
_FEMALE = ("wife", "daughter", "mom", "mother", "girlfriend", "sister", "best friend")


@lru_cache(20_000)
def _product_words(listing: Listing, salt: int) -> tuple[Sequence[str], ...]:
    """What this very product is used for and how it fails: a part of what its kind knows."""
    kind = listing.kind
    return (
        _some(kind.uses, salt, 4),
        _some(kind.parts, salt // 7, 4),
        _some(kind.breakages, salt // 11, 3),
        _some(kind.german.uses, salt, 3),
        _some(kind.german.breakages, salt // 11, 3),
    )


def english_slots(listing: Listing, salt: int, draw: Draw) -> Slots:
    """The context of English phrases for one review, in the order of ENGLISH_SLOTS."""
    uses, parts, breakages, _, _ = _product_words(listing, salt)
    pools = phrases("english")["pools"]
    who = _one(pools["who"], draw)
    she = any(word in who for word in _FEMALE)
    return [
        (listing.brand,), (listing.colour,), uses, parts, breakages,
        [b[0].upper() + b[1:] for b in breakages],
        (who,), (who.capitalize(),), ("she" if she else "he",), (_one(pools["time"], draw),),
        (_one(pools["failed_after"], draw),),
    ]  # fmt: skip


def german_slots(listing: Listing, salt: int, draw: Draw) -> Slots:
    """The context of German phrases for one review, in the order of GERMAN_SLOTS."""
    _, _, _, uses, breakages = _product_words(listing, salt)
    pools = phrases("german")["pools"]
    person = _one(pools["person"], draw)
    return [
        (listing.brand,), (listing.colour,), uses, [use[0].upper() + use[1:] for use in uses],
        breakages,
        [b[0].upper() + b[1:] for b in breakages], (_one(pools["wen"], draw),), (person,),
        (person.capitalize() if person.islower() else person[0].upper() + person[1:],),
        (_one(pools["zeit"], draw),), (_one(pools["zeit_akk"], draw),),
    ]  # fmt: skip


@lru_cache(20_000)
def salt_of(listing: Listing, seed: int) -> int:
    """The number that makes one product's reviews lean to other phrases than the next one's."""
    return key(seed, "salt", listing.index)


def _some(options: Sequence[str], salt: int, count: int) -> Sequence[str]:
    start = salt % len(options)
    turned = [*options[start:], *options[:start]]
    return tuple(turned[:count])


def _one(options: Sequence[str], draw: Draw) -> str:
    return options[int(draw() * len(options))]
