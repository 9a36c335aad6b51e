"""The border to PynamoDB: its errors become ours, its conditions an answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException, TransactWriteError

from shelfsignal.kernel.errors import StoreUnavailable

_LOST = {"ConditionalCheckFailed", "TransactionConflict"}
_LOST_SINGLE = {f"{reason}Exception" for reason in _LOST}


class ConditionFailed(Exception):  # noqa: N818 - an outcome of this package, always translated
    """A condition did not hold, or another transaction has its hands on the item."""


@contextmanager
def insights_store() -> Iterator[None]:
    """Raises: ConditionFailed, StoreUnavailable instead of PynamoDB's errors."""
    try:
        yield
    except TransactWriteError as error:
        if any(why and why.code in _LOST for why in error.cancellation_reasons):
            raise ConditionFailed from error
        raise StoreUnavailable("insights") from error
    except PynamoDBException as error:
        if error.cause_response_code in _LOST_SINGLE:
            raise ConditionFailed from error
        raise StoreUnavailable("insights") from error
