"""Tokens: kept encrypted, shared between workers, exchanged once however many ask."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from shelfsignal.collection.adapters.dynamo.token_vault import KmsTokenVault
from shelfsignal.collection.adapters.sp_api.tokens import LEASE, AccessTokens
from shelfsignal.collection.domain.errors import ReauthoriseSeller, SourceUnavailable
from shelfsignal.collection.domain.tokens import AccessToken, Grant, TokenMetadata
from shelfsignal.kernel.errors import Broken, NotFound
from shelfsignal.kernel.ids import OrgId, Region
from tests.builders.collection import NOW, ORG, SELLER, a_connection
from tests.fakes.collection import FakeVault
from tests.unit.collection.conftest import TABLE, client

GRANT = Grant(ORG, SELLER, Region.NORTH_AMERICA)
THEIRS = replace(GRANT, org_id=OrgId("other"))
HOUR = timedelta(hours=1)
FIRST = AccessToken("Atza|first", NOW + HOUR)


def a_real_vault():
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]
    return KmsTokenVault(TABLE, lambda: client("kms"), key)


@pytest.fixture(params=["fake", "real"])
def vault(request):
    if request.param == "fake":
        return FakeVault()
    request.getfixturevalue("aws")
    return a_real_vault()


def test_a_refresh_token_comes_back_to_its_own_grant_only(vault):
    vault.put_refresh(GRANT, "Atzr|1", NOW)

    assert vault.refresh_token(GRANT) == "Atzr|1"
    for other in (THEIRS, replace(GRANT, region=Region.EUROPE)):
        with pytest.raises(NotFound):
            vault.refresh_token(other)


def test_a_new_consent_replaces_the_token_and_forgets_access_under_the_old_one(vault):
    vault.put_refresh(GRANT, "Atzr|1", NOW)
    vault.put_access(GRANT, FIRST, NOW)
    vault.put_refresh(GRANT, "Atzr|2", NOW + HOUR)

    assert vault.refresh_token(GRANT) == "Atzr|2"
    assert vault.access(GRANT) is None
    assert vault.metadata(GRANT) == TokenMetadata(GRANT, NOW + HOUR)


def test_an_access_token_is_shared_until_that_very_token_is_called_stale(vault):
    vault.put_refresh(GRANT, "Atzr|1", NOW)
    vault.put_access(GRANT, FIRST, NOW)

    vault.expire(GRANT, "Atza|an older one")
    assert vault.access(GRANT) == FIRST
    vault.expire(GRANT, "Atza|first")
    assert vault.access(GRANT) is None


def test_a_lease_is_held_by_one_until_it_ends_or_runs_out(vault):
    vault.put_refresh(GRANT, "Atzr|1", NOW)

    assert vault.lease(GRANT, None, NOW, NOW + LEASE)
    assert not vault.lease(GRANT, None, NOW, NOW + LEASE)
    assert vault.lease(GRANT, None, NOW + LEASE, NOW + 2 * LEASE)
    vault.put_access(GRANT, FIRST, NOW)
    assert not vault.lease(GRANT, None, NOW, NOW + LEASE)
    assert vault.lease(GRANT, FIRST, NOW, NOW + LEASE)


def test_failures_are_counted_until_an_exchange_works(vault):
    vault.put_refresh(GRANT, "Atzr|1", NOW)
    vault.failed(GRANT, "invalid_grant", NOW)
    vault.failed(GRANT, "timeout", NOW + HOUR)

    seen = vault.metadata(GRANT)
    assert (seen.refresh_failures, seen.last_failure, seen.last_failure_at) == (
        2,
        "timeout",
        NOW + HOUR,
    )
    vault.put_access(GRANT, FIRST, NOW + HOUR)
    assert vault.metadata(GRANT) == TokenMetadata(GRANT, NOW, FIRST.good_until, NOW + HOUR)


def test_what_is_forgotten_stays_forgotten_whoever_is_still_at_work(vault):
    vault.put_refresh(GRANT, "Atzr|1", NOW)
    vault.forget(GRANT)

    vault.put_access(GRANT, FIRST, NOW)
    vault.failed(GRANT, "late", NOW)
    vault.expire(GRANT, "Atza|first")
    assert vault.metadata(GRANT) is None
    assert not vault.lease(GRANT, None, NOW, NOW + LEASE)


def test_nothing_is_stored_in_clear_and_a_copied_ciphertext_does_not_open_elsewhere(aws):
    vault = a_real_vault()
    vault.put_refresh(GRANT, "Atzr|planted-marker", NOW)
    vault.put_access(GRANT, AccessToken("Atza|planted-marker", NOW), NOW)
    table = boto3.client("dynamodb")
    [item] = table.scan(TableName=TABLE)["Items"]

    assert "planted-marker" not in str(item)
    table.put_item(TableName=TABLE, Item={**item, "pk": {"S": "ORG#other"}})
    with pytest.raises(Broken):
        vault.refresh_token(THEIRS)


def test_tokens_are_in_no_repr():
    assert "Atza" not in repr(FIRST)


class CountingLwa:
    """Login with Amazon: each exchange another token, slowly."""

    client_id = "app"

    def __init__(self, fails_with=None):
        self.exchanges = 0
        self.fails_with = fails_with

    def refresh(self, seller_id, refresh_token):
        self.exchanges += 1
        if self.fails_with:
            raise self.fails_with
        return AccessToken(f"Atza|{self.exchanges}", NOW + HOUR)


def test_two_hundred_callers_with_an_expired_token_are_one_exchange(vault):
    vault.put_refresh(GRANT, "Atzr|1", NOW)
    vault.put_access(GRANT, AccessToken("Atza|stale", NOW - HOUR), NOW - 2 * HOUR)
    lwa = CountingLwa()
    workers = [AccessTokens(lwa, vault, lambda: NOW, sleep=lambda _: None) for _ in range(8)]

    with ThreadPoolExecutor(32) as pool:
        got = list(pool.map(lambda n: workers[n % 8].get(a_connection()), range(200)))

    assert set(got) == {"Atza|1"}
    assert lwa.exchanges == 1


def test_two_hundred_callers_told_that_a_token_is_stale_are_one_exchange(vault):
    vault.put_refresh(GRANT, "Atzr|1", NOW)
    lwa = CountingLwa()
    workers = [AccessTokens(lwa, vault, lambda: NOW, sleep=lambda _: None) for _ in range(8)]
    stale = [worker.get(a_connection()) for worker in workers][0]

    def refused(number):
        worker = workers[number % 8]
        worker.drop(a_connection(), stale)
        return worker.get(a_connection())

    with ThreadPoolExecutor(32) as pool:
        got = list(pool.map(refused, range(200)))

    assert set(got) == {"Atza|2"}
    assert lwa.exchanges == 2


def test_a_refused_exchange_is_noted_and_does_not_keep_the_next_one_waiting(vault):
    vault.put_refresh(GRANT, "Atzr|1", NOW)
    lwa = CountingLwa(ReauthoriseSeller(SELLER, "Login with Amazon answered invalid_grant"))
    tokens = AccessTokens(lwa, vault, lambda: NOW, sleep=lambda _: None)

    for _ in range(2):
        with pytest.raises(ReauthoriseSeller):
            tokens.get(a_connection())

    assert vault.metadata(GRANT).refresh_failures == 2


def test_a_worker_that_died_holding_the_lease_delays_others_no_longer_than_that():
    vault, now = FakeVault(), [NOW]
    vault.put_refresh(GRANT, "Atzr|1", NOW)
    vault.lease(GRANT, None, NOW, NOW + LEASE)
    naps = []

    def sleep(seconds):
        naps.append(seconds)
        now[0] += timedelta(seconds=seconds)

    tokens = AccessTokens(CountingLwa(), vault, lambda: now[0], sleep=sleep)

    assert tokens.get(a_connection()) == "Atza|1"
    assert sum(naps) == pytest.approx(LEASE.total_seconds())


def test_an_exchange_that_never_ends_is_not_waited_for_for_ever():
    class AlwaysLeased(FakeVault):
        def lease(self, *_):
            return False

    vault, now = AlwaysLeased(), [NOW]
    vault.put_refresh(GRANT, "Atzr|1", NOW)

    def sleep(seconds):
        now[0] += timedelta(seconds=seconds)

    with pytest.raises(SourceUnavailable):
        AccessTokens(CountingLwa(), vault, lambda: now[0], sleep=sleep).get(a_connection())
