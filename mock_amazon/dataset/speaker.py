"""The person who writes one review: whom they live with, what they use the product for."""

from collections.abc import Sequence
from functools import lru_cache

from mock_amazon.dataset.chance import key
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.phrasebook import Draw, Phrase
from mock_amazon.dataset.vocabulary import phrases

Slots = list[Sequence[Phrase]]
_FEMALE = ("wife", "daughter", "mom", "mother", "girlfriend", "sister", "best friend")


def english_slots(listing: Listing, salt: int, draw: Draw) -> Slots:
    """The context of English phrases for one review, in the order of ENGLISH_SLOTS."""
    pools = phrases("english")["pools"]
    who = _one(pools["who"], draw)
    she = any(word in who for word in _FEMALE)
    return [
        *_english_product(listing, salt),
        (who,),
        (who.capitalize(),),
        ("she" if she else "he",),
        (_one(pools["time"], draw),),
        (_one(pools["failed_after"], draw),),
    ]


def german_slots(listing: Listing, salt: int, draw: Draw) -> Slots:
    """The context of German phrases for one review, in the order of GERMAN_SLOTS."""
    pools = phrases("german")["pools"]
    person = _one(pools["person"], draw)
    return [
        *_german_product(listing, salt),
        (_one(pools["wen"], draw),),
        (person,),
        (_capital(person),),
        (_one(pools["zeit"], draw),),
        (_one(pools["zeit_akk"], draw),),
    ]


@lru_cache(20_000)
def _english_product(listing: Listing, salt: int) -> Slots:
    """What this very product is used for and how it fails: a part of what its kind knows."""
    kind = listing.kind
    breakages = _some(kind.breakages, salt // 11, 3)
    return [
        (listing.brand,),
        (listing.colour,),
        _some(kind.uses, salt, 4),
        _some(kind.parts, salt // 7, 4),
        breakages,
        tuple(map(_capital, breakages)),
    ]


@lru_cache(20_000)
def _german_product(listing: Listing, salt: int) -> Slots:
    """The same in German."""
    words = listing.kind.german
    uses, breakages = _some(words.uses, salt, 3), _some(words.breakages, salt // 11, 3)
    capitals = tuple(map(_capital, uses)), tuple(map(_capital, breakages))
    return [(listing.brand,), (listing.colour,), uses, capitals[0], breakages, capitals[1]]


@lru_cache(20_000)
def salt_of(listing: Listing, seed: int) -> int:
    """The number that makes one product's reviews lean to other phrases than the next one's."""
    return key(seed, "salt", listing.index)


def _some(options: Sequence[str], salt: int, count: int) -> Sequence[str]:
    start = salt % len(options)
    turned = [*options[start:], *options[:start]]
    return tuple(turned[:count])


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _one(options: Sequence[str], draw: Draw) -> str:
    return options[int(draw() * len(options))]
