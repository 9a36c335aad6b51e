"""PynamoDB's errors become ours, and a conflict with another writer is waited out."""

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import (
    CancellationReason,
    GetError,
    TransactWriteError,
    UpdateError,
    VerboseClientError,
)

from shelfsignal.collection.adapters.dynamo.border import (
    ConditionFailed,
    collection_store,
    settled,
)
from shelfsignal.kernel.errors import StoreUnavailable


def client_error(code):
    return ClientError({"Error": {"Code": code, "Message": ""}}, "UpdateItem")


def cancelled(*codes):
    response = {"Error": {"Code": "TransactionCanceledException", "Message": ""}}
    reasons = [None if code == "None" else CancellationReason(code=code) for code in codes]
    cause = VerboseClientError(response, "TransactWriteItems", cancellation_reasons=reasons)
    return TransactWriteError("cancelled", cause)


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (GetError("get", client_error("InternalServerError")), StoreUnavailable),
        (UpdateError("update", client_error("ConditionalCheckFailedException")), ConditionFailed),
        (cancelled("ThrottlingError", "None"), StoreUnavailable),
        (cancelled("TransactionConflict", "ConditionalCheckFailed"), ConditionFailed),
    ],
)
def test_errors_are_translated(error, ours):
    with pytest.raises(ours), collection_store():
        raise error


def test_which_condition_failed_is_told():
    with pytest.raises(ConditionFailed) as failure, collection_store():
        raise cancelled("None", "ConditionalCheckFailed")

    assert failure.value.refused == (1,)


@pytest.mark.parametrize(
    "conflict",
    [
        cancelled("TransactionConflict", "None"),
        UpdateError("update", client_error("TransactionConflictException")),
    ],
    ids=["in a transaction", "in a single write"],
)
def test_a_conflict_is_tried_again_until_it_is_over(conflict):
    naps: list[float] = []
    outcomes = [conflict, conflict, None]

    def write():
        if error := outcomes.pop(0):
            raise error

    settled(write, naps.append)

    assert (len(naps), outcomes) == (2, [])


def test_a_conflict_without_end_is_a_store_failure():
    naps: list[float] = []

    def write():
        raise cancelled("TransactionConflict")

    with pytest.raises(StoreUnavailable) as failure:
        settled(write, naps.append)
    assert type(failure.value) is StoreUnavailable
    assert len(naps) == 8
