"""The border to PynamoDB: its errors become ours, its conditions an answer."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from pynamodb.exceptions import PynamoDBException, TransactWriteError

from shelfsignal.kernel.errors import StoreUnavailable

_CONDITION: Final = "ConditionalCheckFailed"
_CONFLICTS: Final = ("TransactionConflict", "TransactionConflictException")
_TRIES: Final = 8
_PAUSE_S: Final = 0.01
_UNIFORM: Final = random.SystemRandom().uniform


class ConditionFailed(Exception):  # noqa: N818 -- an outcome of this package, always translated
    """The write's condition did not hold; refused lists the positions in a transaction."""

    def __init__(self, refused: tuple[int, ...] = ()) -> None:
        super().__init__("condition failed")
        self.refused = refused


class WriteConflict(StoreUnavailable):
    """Another transaction held an item just then: worth trying again at once, inside the call."""


def settled(write: Callable[[], object], sleep: Callable[[float], None] = time.sleep) -> None:
    """Writes, again after full jitter when another writer's transaction was in the way.

    Many workers count on one run item, and DynamoDB refuses to queue them.
    Raises: ConditionFailed, StoreUnavailable.
    """
    for tries in range(_TRIES):
        try:
            with collection_store():
                write()
        except WriteConflict:
            sleep(_UNIFORM(0.0, _PAUSE_S * 2.0**tries))
        else:
            return
    raise StoreUnavailable("collection")


@contextmanager
def collection_store() -> Iterator[None]:
    """Raises: ConditionFailed, StoreUnavailable instead of PynamoDB's errors."""
    try:
        yield
    except TransactWriteError as error:
        reasons = error.cancellation_reasons
        refused = tuple(i for i, why in enumerate(reasons) if why and why.code == _CONDITION)
        if refused:
            raise ConditionFailed(refused) from error
        if any(why and why.code in _CONFLICTS for why in reasons):
            raise WriteConflict("collection") from error
        raise StoreUnavailable("collection") from error
    except PynamoDBException as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise ConditionFailed from error
        if error.cause_response_code in _CONFLICTS:
            raise WriteConflict("collection") from error
        raise StoreUnavailable("collection") from error
