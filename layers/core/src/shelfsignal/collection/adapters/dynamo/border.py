"""The border to PynamoDB: its errors become ours, its conditions an answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException, TransactWriteError

from shelfsignal.kernel.errors import StoreUnavailable

_CONDITION = "ConditionalCheckFailed"


class ConditionFailed(Exception):  # noqa: N818 -- an outcome of this package, always translated
    """The write's condition did not hold; refused lists the positions in a transaction."""

    def __init__(self, refused: tuple[int, ...] = ()) -> None:
        super().__init__("condition failed")
        self.refused = refused


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
        raise StoreUnavailable("collection") from error
    except PynamoDBException as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise ConditionFailed from error
        raise StoreUnavailable("collection") from error
