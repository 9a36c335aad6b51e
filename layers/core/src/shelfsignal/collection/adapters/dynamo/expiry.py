"""When runs and review jobs that have ended are let go, with everything below them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from pynamodb.attributes import NumberAttribute

from shelfsignal.collection.adapters.dynamo.border import collection_store, settled
from shelfsignal.collection.adapters.dynamo.rows import Row, bind, transaction

KEPT_FOR: Final = timedelta(days=400)
PARTS_OUTLAST: Final = timedelta(days=90)
"""What is resumed on its last day finds its parts, and has this long to end once more."""
_A_WRITE: Final = 100


class PartRow(Row):
    """Any item below a run or a job."""

    expires_at = NumberAttribute()


def seconds_at(ended: datetime | None, kept_for: timedelta) -> int | None:
    """Epoch seconds; None for what has not ended, which stays."""
    return int((ended + kept_for).timestamp()) if ended else None


def let_parts_go(table: str, pk: str, ended: datetime, kept_for: timedelta) -> None:
    """Marks every item under pk; to be done before the whole is closed, for nobody comes back."""
    part = bind(PartRow, table)
    with collection_store():
        names = [row.sk for row in part.query(pk, attributes_to_get=["pk", "sk"])]
    until = int((ended + kept_for + PARTS_OUTLAST).timestamp())
    for first in range(0, len(names), _A_WRITE):
        settled(partial(_mark, table, pk, names[first : first + _A_WRITE], until))


def _mark(table: str, pk: str, names: Sequence[str], until: int) -> None:
    part = bind(PartRow, table)
    with transaction(table) as write:
        for name in names:
            write.update(
                part(pk, name),
                actions=[part.expires_at.set(until)],
                condition=part.pk.exists(),
            )
