"""One contract for the fake and the table."""

from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from shelfsignal.accounts.adapters.dynamo import DynamoKeyStore
from shelfsignal.accounts.domain.errors import DuplicateKey, KeyNotFound
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId
from tests.builders.accounts import NOW, a_stored_key
from tests.fakes.accounts import MemoryKeys


@pytest.fixture(params=["memory", "dynamo"])
def store(request):
    if request.param == "memory":
        return MemoryKeys()
    return DynamoKeyStore(request.getfixturevalue("table"))


def test_a_stored_key_comes_back_whole(store):
    issued = a_stored_key(store, scopes=frozenset({Scope.RUNS_READ, Scope.RUNS_WRITE}))

    assert store.get(issued.key.key_id) == issued.key


def test_an_unknown_key_is_not_found(store):
    with pytest.raises(KeyNotFound, match="no API key abc"):
        store.get("abc")


def test_a_taken_id_is_refused_and_the_first_key_stands(store):
    issued = a_stored_key(store)

    with pytest.raises(DuplicateKey):
        store.put_new(issued.key)

    assert store.get(issued.key.key_id) == issued.key


def test_use_is_noted(store):
    issued = a_stored_key(store)

    store.record_use(issued.key, NOW + timedelta(hours=2))

    assert store.get(issued.key.key_id).last_used_at == NOW + timedelta(hours=2)


def test_a_note_of_use_does_not_bring_a_vanished_key_back(store):
    other = a_stored_key(MemoryKeys())

    store.record_use(other.key, NOW)

    with pytest.raises(KeyNotFound):
        store.get(other.key.key_id)


def test_revoking_twice_keeps_the_first_moment(store):
    issued = a_stored_key(store)

    store.revoke(issued.key.org_id, issued.key.key_id, NOW)
    store.revoke(issued.key.org_id, issued.key.key_id, NOW + timedelta(hours=1))

    assert store.get(issued.key.key_id).revoked_at == NOW


def test_another_organisation_cannot_revoke(store):
    issued = a_stored_key(store, org="acme")

    with pytest.raises(KeyNotFound):
        store.revoke(OrgId("rival"), issued.key.key_id, NOW)

    assert store.get(issued.key.key_id).revoked_at is None


def test_keys_are_listed_whole_and_in_pages(store):
    keys = [a_stored_key(store, org="acme").key for _ in range(3)]
    a_stored_key(store, org="rival")
    ordered = sorted(keys, key=lambda key: key.key_id)
    store.revoke(OrgId("acme"), ordered[0].key_id, NOW)

    first = store.of_org(OrgId("acme"), 2, None)
    rest = store.of_org(OrgId("acme"), 2, ordered[1].key_id)

    assert [*first, *rest] == [replace(ordered[0], revoked_at=NOW), *ordered[1:]]
    assert store.of_org(OrgId("nobodys"), 2, None) == []


def test_what_a_key_may_comes_back_with_its_end_and_its_brands(store):
    key = replace(
        a_stored_key(MemoryKeys()).key,
        expires_at=NOW + timedelta(days=1),
        created_by="01U",
        brands=frozenset({"Lumenry"}),
    )

    store.put_new(key)

    assert store.get(key.key_id) == key


def test_the_list_of_an_organisation_holds_no_hash(table):
    issued = a_stored_key(DynamoKeyStore(table), org="acme")

    listed = boto3.client("dynamodb").get_item(
        TableName=table,
        Key={"pk": {"S": "ORG#acme"}, "sk": {"S": f"KEY#{issued.key.key_id}"}},
    )["Item"]

    assert listed["name"] == {"S": "a test"}
    assert "secret_hash" not in listed


def test_a_scope_this_release_does_not_know_grants_nothing(table):
    issued = a_stored_key(DynamoKeyStore(table), scopes=frozenset({Scope.RUNS_READ}))
    boto3.client("dynamodb").update_item(
        TableName=table,
        Key={"pk": {"S": f"KEY#{issued.key.key_id}"}, "sk": {"S": "KEY"}},
        UpdateExpression="SET scopes = :s",
        ExpressionAttributeValues={":s": {"SS": ["runs:read", "moon:fly"]}},
    )

    assert DynamoKeyStore(table).get(issued.key.key_id).scopes == {Scope.RUNS_READ}


def test_a_missing_table_is_an_unavailable_store():
    with mock_aws():
        store = DynamoKeyStore("nowhere")

        with pytest.raises(StoreUnavailable):
            store.get("abc")
        with pytest.raises(StoreUnavailable):
            a_stored_key(store)
