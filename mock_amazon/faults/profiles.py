"""How much goes wrong, and what."""

from dataclasses import dataclass

from mock_amazon.faults.kinds import FaultKind as Kind


@dataclass(frozen=True, slots=True)
class Profile:
    """`share` of the requests meet a fault; `retry_after` is the share of 429s that say when.

    A fault fails a request at most `in_a_row` times, then the same request succeeds.
    """

    name: str
    share: float
    kinds: tuple[tuple[Kind, float], ...]
    in_a_row: int = 2
    slow_s: tuple[float, float] = (0.3, 1.2)
    retry_after: float = 0.0


PROFILES = {
    "none": Profile("none", 0.0, ()),
    "realistic": Profile(
        "realistic",
        0.045,
        (
            (Kind.SLOW, 12), (Kind.THROTTLED, 8), (Kind.INTERNAL, 8), (Kind.HTML_503, 8),
            (Kind.CUT, 4), (Kind.RESET, 3), (Kind.TIMEOUT, 3),
        ),
    ),
    "hostile": Profile(
        "hostile",
        0.30,
        (
            (Kind.SLOW, 10), (Kind.THROTTLED, 12), (Kind.INTERNAL, 12), (Kind.HTML_503, 9),
            (Kind.HTML_502, 4),
            (Kind.HTML_504, 3), (Kind.EMPTY_502, 7), (Kind.CUT, 8), (Kind.RESET, 7),
            (Kind.TRUNCATED, 8),
            (Kind.EXPIRED_TOKEN, 6), (Kind.REPEATED_ITEM, 9), (Kind.NOT_JSON, 3),
            (Kind.WRONG_SHAPE, 3),
            (Kind.TIMEOUT, 2),
        ),
        slow_s=(0.2, 1.5),
        retry_after=0.4,
    ),
}  # fmt: skip
