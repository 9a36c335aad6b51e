"""What an answer costs, before (never too little) and after (to the nano-dollar)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Final

from shelfsignal.insights.domain.metering import Spent

_NANO_PER_MILLIONTH: Final = 1000
_BYTES_A_TOKEN: Final = 2
"""Languages we meet take 3 to 5 bytes a token; a reservation must not be too small."""
_OVERHEAD_TOKENS: Final = 64


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars per million tokens."""

    input_usd: Decimal
    output_usd: Decimal

    def times(self, share: Decimal) -> Prices:
        """Another tariff of the same server, as a share of this one."""
        return Prices(self.input_usd * share, self.output_usd * share)

    def of(self, input_tokens: int, output_tokens: int) -> Spent:
        """Rounded up to a nano-dollar.

        >>> Prices(Decimal("0.15"), Decimal("0.6")).of(1000, 100)
        Spent(tokens=1100, usd_nano=210000)
        """
        usd_millionths = input_tokens * self.input_usd + output_tokens * self.output_usd
        nano = (usd_millionths * _NANO_PER_MILLIONTH).to_integral_value(ROUND_UP)
        return Spent(input_tokens + output_tokens, int(nano))

    def at_most(self, prompt_bytes: int, output_tokens: int) -> Spent:
        """What a prompt of this size may cost when the answer is as long as it is allowed to be."""
        return self.of(prompt_bytes // _BYTES_A_TOKEN + _OVERHEAD_TOKENS, output_tokens)


def split(whole: Spent, weights: Sequence[int]) -> list[Spent]:
    """A prompt's cost by review, in proportion to weights; the parts add up to the whole.

    >>> split(Spent(10, 7), [1, 2, 1])
    [Spent(tokens=2, usd_nano=1), Spent(tokens=5, usd_nano=4), Spent(tokens=3, usd_nano=2)]
    """
    total = sum(weights)
    parts: list[Spent] = []
    given, so_far = Spent(), 0
    for weight in weights:
        so_far += weight
        due = Spent(whole.tokens * so_far // total, whole.usd_nano * so_far // total)
        parts.append(due - given)
        given = due
    return parts
