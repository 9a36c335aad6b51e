"""Connecting a seller: a state good once, for ten minutes, for who asked; tokens to the vault."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from shelfsignal.collection.adapters.dynamo.pending_consents import DynamoPendingConsents
from shelfsignal.collection.domain.connections import ConnectionStatus
from shelfsignal.collection.domain.consents import (
    STATE_LIFE,
    AskerGone,
    NoMarketplace,
    PendingConsents,
    StateRefused,
    WrongSeller,
    hashed,
)
from shelfsignal.collection.domain.errors import (
    MalformedAnswer,
    ReauthoriseSeller,
    SellerTaken,
    SourceUnavailable,
)
from shelfsignal.collection.domain.participations import parse_participations
from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.collection.services.connect_seller import (
    Asker,
    ConsentDesk,
    Returned,
    ask_consent,
    connect_for,
    connect_from_browser,
    disconnect,
)
from shelfsignal.collection.services.register_seller import SellerOffice
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, OrgId, Region, SellerId
from tests.builders.collection import NOW, ORG
from tests.fakes.amazon import FakeAmazon
from tests.fakes.collection import (
    FakeConnections,
    FakePendingConsents,
    FakePseudonymKeys,
    FakeVault,
)
from tests.unit.collection.conftest import TABLE

SELLER = SellerId("A1NORTHWIND")
ASKER = Asker(ORG, "u1")
GONE = {Asker(ORG, "removed meanwhile")}
EU = Grant(ORG, SELLER, Region.EUROPE)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture(params=["fake", "real"])
def desk(request):
    pending: PendingConsents = FakePendingConsents()
    if request.param == "real":
        request.getfixturevalue("aws")
        pending = DynamoPendingConsents(TABLE)
    clock = Clock()
    return ConsentDesk(
        SellerOffice(FakeConnections(), FakeVault(), FakePseudonymKeys(), clock),
        pending,
        FakeAmazon(NOW, codes={"code1": SELLER, "code2": SELLER}),
        {Region.EUROPE: "https://eu.test/", Region.NORTH_AMERICA: "https://na.test"}.__getitem__,
        "https://app.test/callback",
        lambda asker: asker not in GONE,
    )


def asked(desk, asker=ASKER, region=Region.EUROPE):
    """(state, cookie) of a consent that was asked for."""
    out = ask_consent(desk, asker, region)
    return parse_qs(urlsplit(out.address).query)["state"][0], out.cookie


def back(state, code="code1", seller=SELLER):
    return Returned(state, code, seller)


def test_the_person_is_sent_to_the_regions_seller_central(desk):
    out = ask_consent(desk, ASKER, Region.EUROPE)

    address = urlsplit(out.address)
    query = parse_qs(address.query)
    assert address._replace(query="").geturl() == "https://eu.test/apps/authorize/consent"
    assert query["application_id"] == ["amzn1.sellerapps.app.test"]
    assert query["redirect_uri"] == ["https://app.test/callback"]
    assert len(query["state"][0]) >= 43
    assert out.expires_at == NOW + STATE_LIFE


def test_a_drafts_address_says_beta_and_a_published_ones_does_not(desk):
    asked_for = [
        parse_qs(urlsplit(ask_consent(each, ASKER, Region.EUROPE).address).query)
        for each in (desk, replace(desk, is_draft=True))
    ]

    assert [query.get("version") for query in asked_for] == [None, ["beta"]]


def test_coming_back_connects_the_regions_marketplaces_and_keeps_the_tokens(desk):
    state, cookie = asked(desk)

    connection = connect_from_browser(desk, back(state), cookie)

    assert (connection.org_id, connection.seller_id, connection.name) == (ORG, SELLER, "Northwind")
    assert connection.marketplaces == (Marketplace.UK, Marketplace.DE)
    assert connection.status is ConnectionStatus.ACTIVE
    assert desk.office.connections.get(EU) == connection
    assert desk.office.vault.refresh_token(EU) == "Atzr|code1"
    assert desk.office.vault.access(EU).text == "Atza|code1"
    assert desk.office.pseudonyms.made == {ORG}


def posted_by_the_one_gone(desk, returned, _cookie):
    [gone] = GONE
    return connect_for(desk, returned, gone)


@pytest.mark.parametrize("come_back", [connect_from_browser, posted_by_the_one_gone])
def test_who_may_no_longer_connect_is_told_so_and_nothing_is_kept(desk, come_back):
    [gone] = GONE
    state, cookie = asked(desk, gone)

    with pytest.raises(AskerGone, match="may no longer connect sellers"):
        come_back(desk, back(state), cookie)

    assert "code1" in desk.amazon.codes
    assert desk.office.connections.of_org(ORG) == []
    assert desk.office.vault.metadata(EU) is None


def test_a_seller_that_the_address_names_and_the_tokens_do_not_is_nobodys(desk):
    """Whoever asked has the address in hand: beside a code of their own they may name anybody."""
    state, cookie = asked(desk)

    with pytest.raises(WrongSeller):
        connect_from_browser(desk, back(state, seller=SellerId("A1VICTIM")), cookie)

    assert desk.office.connections.of_org(ORG) == []
    assert desk.office.vault.metadata(EU) is None
    desk.office.connections.claim(OrgId("the victim's own"), SellerId("A1VICTIM"))


def test_a_state_is_good_once(desk):
    state, cookie = asked(desk)
    connect_from_browser(desk, back(state), cookie)

    with pytest.raises(StateRefused):
        connect_from_browser(desk, back(state, "code2"), cookie)
    assert "code2" in desk.amazon.codes


def test_a_state_that_was_tried_with_another_cookie_is_spent(desk):
    state, cookie = asked(desk)

    for tried in (None, "another browser's", cookie):
        with pytest.raises(StateRefused):
            connect_from_browser(desk, back(state), tried)
    assert desk.office.connections.of_org(ORG) == []


def test_a_state_ends_after_ten_minutes(desk):
    state, cookie = asked(desk)
    desk.office.clock.now += STATE_LIFE

    with pytest.raises(StateRefused):
        connect_from_browser(desk, back(state), cookie)


@pytest.mark.parametrize("state", ["", "forged", "\ud800"])
def test_a_state_that_nobody_drew_is_refused(desk, state):
    with pytest.raises(StateRefused):
        connect_from_browser(desk, back(state), "cookie")


@pytest.mark.parametrize("asker", [Asker(OrgId("other"), "u1"), Asker(ORG, "u2")])
def test_the_older_form_is_for_the_very_person_who_asked(desk, asker):
    state, _ = asked(desk)

    with pytest.raises(StateRefused):
        connect_for(desk, back(state), asker)


def test_the_older_form_connects_too(desk):
    state, _ = asked(desk, region=Region.NORTH_AMERICA)

    connection = connect_for(desk, back(state), ASKER)

    assert connection.marketplaces == (Marketplace.US,)


def test_two_callbacks_at_once_connect_once(desk):
    state, cookie = asked(desk)

    def come_back(code):
        try:
            return connect_from_browser(desk, back(state, code), cookie)
        except StateRefused:
            return None

    with ThreadPoolExecutor(2) as pool:
        done = [each for each in pool.map(come_back, ["code1", "code2"]) if each]

    assert len(done) == 1
    assert len(desk.amazon.codes) == 1


def test_a_seller_of_another_organisation_is_not_taken_over(desk):
    state, cookie = asked(desk)
    connect_from_browser(desk, back(state), cookie)
    theirs, their_cookie = asked(desk, Asker(OrgId("other"), "u7"))

    with pytest.raises(SellerTaken):
        connect_from_browser(desk, back(theirs, "code2"), their_cookie)

    assert desk.office.vault.refresh_token(EU) == "Atzr|code1"
    assert desk.office.connections.of_org(OrgId("other")) == []


def test_a_code_that_amazon_refuses_connects_nothing(desk):
    state, cookie = asked(desk)

    with pytest.raises(ReauthoriseSeller):
        connect_from_browser(desk, back(state, "spent"), cookie)
    assert desk.office.connections.of_org(ORG) == []


def test_amazon_not_answering_afterwards_connects_nothing(desk):
    state, cookie = asked(desk)
    desk.amazon.fails_with = SourceUnavailable("getMarketplaceParticipations", "status 503")

    with pytest.raises(SourceUnavailable):
        connect_from_browser(desk, back(state), cookie)
    assert desk.office.vault.metadata(EU) is None


def test_a_seller_that_sells_nowhere_we_serve_is_told_so(desk):
    desk.amazon.places = (Marketplace.US,)
    state, cookie = asked(desk)

    with pytest.raises(NoMarketplace):
        connect_from_browser(desk, back(state), cookie)


@pytest.mark.parametrize("seller", ["", "A1#EU", "../x", "A" * 100])
def test_a_selling_partner_id_that_is_none_is_refused(desk, seller):
    state, cookie = asked(desk)

    with pytest.raises(InvalidInput):
        connect_from_browser(desk, back(state, seller=seller), cookie)


def test_consenting_again_renews_a_connection_that_was_marked(desk):
    state, cookie = asked(desk)
    connect_from_browser(desk, back(state), cookie)
    desk.office.connections.mark_reauthorise(EU, "Login with Amazon answered invalid_grant")
    marked = desk.office.connections.get(EU)
    desk.office.clock.now += timedelta(days=366)

    state, cookie = asked(desk)
    connection = connect_from_browser(desk, back(state, "code2"), cookie)

    assert marked.explanation == "The seller withdrew its consent, or it ran out after a year."
    assert (connection.status, connection.explanation) == (ConnectionStatus.ACTIVE, None)
    assert desk.office.vault.metadata(EU).authorised_at == desk.office.clock.now


def test_disconnecting_forgets_the_tokens_of_every_region_and_frees_the_seller(desk):
    for region, code in ((Region.EUROPE, "code1"), (Region.NORTH_AMERICA, "code2")):
        state, cookie = asked(desk, region=region)
        connect_from_browser(desk, back(state, code), cookie)

    assert disconnect(desk.office, OrgId("other"), SELLER) == 0
    assert disconnect(desk.office, ORG, SELLER) == 2

    assert desk.office.vault.metadata(EU) is None
    assert desk.office.connections.of_org(ORG) == []
    desk.office.connections.claim(OrgId("other"), SELLER)
    assert disconnect(desk.office, ORG, SELLER) == 0


def test_neither_state_nor_cookie_is_stored_in_clear(aws):
    pending = DynamoPendingConsents(TABLE)
    office = SellerOffice(FakeConnections(), FakeVault(), FakePseudonymKeys(), lambda: NOW)
    amazon = FakeAmazon(NOW)
    desk = ConsentDesk(
        office, pending, amazon, lambda _: "https://x.test", "https://cb", lambda _: True
    )

    state, cookie = asked(desk)

    stored = str(boto3.client("dynamodb").scan(TableName=TABLE)["Items"])
    assert state not in stored
    assert cookie not in stored


def test_participations_leave_out_what_is_not_served_or_not_taken_part_in():
    rows = [
        ("ATVPDKIKX0DER", True),
        ("A2EUQ1WTGCTBG2", True),
        ("A1PA6795UKMFR9", False),
    ]
    body = {
        "payload": [
            {
                "marketplace": {"id": place, "name": "x", "countryCode": "XX"},
                "participation": {"isParticipating": on, "hasSuspendedListings": False},
                "storeName": "Northwind",
            }
            for place, on in rows
        ]
    }

    found = parse_participations(json.dumps(body).encode())

    assert (found.marketplaces, found.store_name) == ((Marketplace.US,), "Northwind")


@pytest.mark.parametrize(
    ("name", "shown"), [("North\x1b[31m\nwind\u202e", "North [31m wind"), (" \n", None)]
)
def test_a_shops_name_is_fit_for_a_screen(name, shown):
    row = {"marketplace": {"id": "ATVPDKIKX0DER"}, "participation": {"isParticipating": True}}
    body = json.dumps({"payload": [{**row, "storeName": name}]}).encode()

    assert parse_participations(body).store_name == shown


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"payload": [{}]}', b"[]", b"null"])
def test_an_answer_of_another_shape_is_no_answer(body):
    with pytest.raises(MalformedAnswer):
        parse_participations(body)


def test_nothing_secret_is_in_a_repr(desk):
    out = ask_consent(desk, ASKER, Region.EUROPE)

    assert out.cookie not in repr(out)
    assert "s3cret" not in repr(Returned("s3cret-state", "s3cret-code", "A1"))
    assert "Atz" not in repr(desk.amazon.exchange_code(SELLER, "code1", "x"))


def test_a_pending_consent_is_taken_by_one(desk):
    state, _ = asked(desk)

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: desk.pending.take(hashed(state)), range(16)))

    assert len([each for each in got if each]) == 1
    assert next(each for each in got if each).user_id == "u1"
