"""Whose address counts: the reader's behind our own distribution, the connection's otherwise."""

from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from shelfsignal.accounts.adapters.edge_secret import KEPT_FOR, EdgeSecret
from shelfsignal.runtime.web.clients import EDGE_HEADER, client_of
from tests.builders.accounts import NOW

EDGE, READER, PROOF = "64.252.1.1", "203.0.113.7", "s3cret"


class Asked:
    """What of a Chalice request is looked at."""

    def __init__(self, **headers):
        self.context = {"requestId": "r1", "identity": {"sourceIp": EDGE}}
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def address(edge=lambda: PROOF, **headers):
    return client_of(Asked(**headers), edge).ip


@pytest.mark.parametrize(
    "forwarded",
    [READER, f"{READER}, {EDGE}", f"8.8.8.8, {READER}, {EDGE}", f"evil,, 1.1.1.1, {READER}"],
)
def test_behind_our_distribution_the_reader_is_who_cloudfront_says(forwarded):
    assert address(x_forwarded_for=forwarded, **{EDGE_HEADER: PROOF}) == READER


@pytest.mark.parametrize("shown", [None, "", "wrong", PROOF + "x", "é"])
def test_without_the_proof_the_header_says_nothing(shown):
    proof = {} if shown is None else {EDGE_HEADER: shown}

    assert address(x_forwarded_for=READER, **proof) == EDGE


@pytest.mark.parametrize("forwarded", ["", "evil", f"evil, {EDGE}", "203.0.113.7:443"])
def test_what_is_no_address_is_not_taken_for_one(forwarded):
    assert address(x_forwarded_for=forwarded, **{EDGE_HEADER: PROOF}) == EDGE


@pytest.mark.parametrize("edge", [None, lambda: None, lambda: ""])
def test_where_no_secret_is_known_nothing_is_proven(edge):
    assert address(edge, x_forwarded_for=READER, **{EDGE_HEADER: ""}) == EDGE
    assert address(edge, x_forwarded_for=READER, **{EDGE_HEADER: PROOF}) == EDGE


def test_the_secret_is_not_read_for_a_request_that_shows_none():
    def edge():
        raise AssertionError

    assert address(edge, x_forwarded_for=READER) == EDGE


def test_the_secret_is_read_now_and_then_and_kept_when_it_cannot_be():
    now = [NOW]
    with mock_aws():
        client = boto3.client("secretsmanager")
        arn = client.create_secret(Name="edge", SecretString="one")["ARN"]
        secret = EdgeSecret(client, arn, lambda: now[0])
        assert secret() == "one"
        client.put_secret_value(SecretId=arn, SecretString="two")
        assert secret() == "one"
        now[0] += KEPT_FOR + timedelta(seconds=1)
        assert secret() == "two"
        client.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)
        now[0] += KEPT_FOR + timedelta(seconds=1)
        assert secret() == "two"
        assert EdgeSecret(client, arn, lambda: now[0])() is None
