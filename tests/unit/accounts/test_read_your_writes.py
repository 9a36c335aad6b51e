"""What was stored is there at the next read, and what could not be read is not taken for gone."""

from typing import Any

import botocore.client
import pytest

from shelfsignal.accounts.adapters.dynamo import DynamoKeyStore
from shelfsignal.accounts.adapters.organisations import DynamoOrganisations
from shelfsignal.accounts.adapters.sessions import DynamoSessions
from shelfsignal.accounts.adapters.users import DynamoUsers
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.pages import PageWanted, read_page
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId
from shelfsignal.kernel.paging import BadCursor, encode_cursor
from tests.builders.accounts import a_stored_key

ORG = OrgId("acme")
# Every call of every client goes through its `_make_api_call`, which its stubs leave out.
CLIENT: Any = botocore.client.BaseClient


@pytest.fixture
def reads(monkeypatch):
    """Each read of the table as it was asked for."""
    asked = []
    call = CLIENT._make_api_call

    def noting(client, operation, wanted):
        if operation in {"GetItem", "Query"}:
            asked.append(wanted.get("ConsistentRead", False))
        if operation == "BatchGetItem":
            asked.extend(
                each.get("ConsistentRead", False) for each in wanted["RequestItems"].values()
            )
        return call(client, operation, wanted)

    monkeypatch.setattr(CLIENT, "_make_api_call", noting)
    return asked


@pytest.mark.parametrize(
    "read",
    [
        lambda table, _: DynamoOrganisations(table).many([ORG]),
        lambda table, _: DynamoUsers(table).many([UserId("U1")]),
        lambda table, key_id: DynamoKeyStore(table).get(key_id),
        lambda table, _: DynamoKeyStore(table).of_org(ORG, 10, None),
    ],
    ids=["organisations", "users", "a key", "keys"],
)
def test_what_was_just_stored_is_found(table, reads, read):
    key_id = a_stored_key(DynamoKeyStore(table), ORG).key.key_id
    reads.clear()

    read(table, key_id)

    assert reads
    assert all(reads)


def test_a_table_too_busy_to_answer_signs_nobody_out(table, monkeypatch):
    call = CLIENT._make_api_call

    def busy(client, operation, wanted):
        answer = call(client, operation, wanted)
        return {**answer, "UnprocessedKeys": wanted.get("RequestItems", {})}

    monkeypatch.setattr(CLIENT, "_make_api_call", busy)

    with pytest.raises(StoreUnavailable):
        DynamoSessions(table).standing(UserId("U1"), ORG, "F1")


@pytest.mark.parametrize("after", ["~~", "é" * 400, "x" * 65, "a#b"])
def test_a_forged_place_in_a_list_is_refused_before_the_store_is_asked(table, after):
    forged = encode_cursor({"org": ORG, "list": "keys"}, {"after": after})

    with pytest.raises(BadCursor):
        read_page(
            ORG,
            "keys",
            PageWanted(10, forged),
            lambda limit, place: DynamoKeyStore(table).of_org(ORG, limit, place),
            lambda key: key.key_id,
        )
