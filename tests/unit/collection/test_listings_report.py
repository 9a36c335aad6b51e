"""Reading what Amazon says of a seller's listings, in whatever state it comes."""

import gzip
import json
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from shelfsignal.collection.domain.catalogue_items import parse_catalogue
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.listing_ports import Document
from shelfsignal.collection.domain.listings import listing_of
from shelfsignal.collection.domain.listings_report import ListedProduct, read_report
from shelfsignal.collection.domain.prices import Price, parse_prices
from shelfsignal.collection.domain.report_text import lines_of
from shelfsignal.collection.domain.reports import (
    LONGEST_WAIT,
    DocumentLink,
    ReportProgress,
    ReportStatus,
    parse_created,
    parse_found,
    parse_link,
    parse_report,
)
from shelfsignal.kernel.catalogue import ListingKind
from shelfsignal.kernel.ids import Asin, Marketplace
from tests.builders.collection import NOW, a_context

ONE, TWO, THREE = Asin("B000000001"), Asin("B000000002"), Asin("B000000003")
HEADING = "item-name\tseller-sku\tprice\tproduct-id-type\tasin1\tproduct-id\tstatus"
US = Marketplace.US


def a_row(asin=ONE, name="Flask", sku="SKU-1", price="24.90", status="Active"):
    return "\t".join((name, sku, price, "1", asin, asin, status))


def read(*rows, heading=HEADING):
    left_out: Counter[str] = Counter()
    return read_report([f"{line}\r\n" for line in (heading, *rows)], left_out), dict(left_out)


def test_a_row_is_a_product():
    assert read(a_row()) == (
        [ListedProduct(asin=ONE, sku="SKU-1", title="Flask", price=Decimal("24.90"))],
        {},
    )


def test_columns_are_found_by_their_headings():
    heading = "status\tasin1\tprice\tseller-sku\titem-name"

    found, _ = read(f"Active\t{ONE}\t5\tS\tCup", heading=heading)

    assert [(each.title, each.price) for each in found] == [("Cup", Decimal(5))]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (a_row(status="Incomplete"), "incomplete_listing"),
        (a_row(asin="", name="x"), "malformed_listing"),
        (a_row(asin="no asin at all"), "malformed_listing"),
        ("only\tthree\tcells", "malformed_listing"),
        (a_row() + "\tone too many", "malformed_listing"),
    ],
    ids=["incomplete", "no asin", "bad asin", "short", "long"],
)
def test_a_bad_row_is_counted_and_costs_nothing_else(row, reason):
    found, left_out = read(row, a_row(TWO))

    assert [each.asin for each in found] == [TWO]
    assert left_out == {reason: 1}


def test_inactive_offers_are_kept_and_counted():
    found, left_out = read(a_row(status="Inactive"), a_row(TWO))

    assert [each.is_active for each in found] == [False, True]
    assert left_out == {"kept_inactive": 1}


def test_several_offers_of_one_product_are_one_the_active_and_cheapest():
    found, left_out = read(
        a_row(sku="A", price="5", status="Inactive"),
        a_row(sku="B", price="30"),
        a_row(sku="C", price="20"),
        a_row(sku="D", price=""),
    )

    assert [(each.sku, each.price) for each in found] == [("C", Decimal(20))]
    assert left_out == {"kept_once_of_several_skus": 3}


def test_tabs_after_the_last_column_are_nothing():
    for heading, row in ((HEADING + "\t\t", a_row()), (HEADING, a_row() + "\t")):
        assert len(read(row, heading=heading)[0]) == 1


def test_a_price_may_have_a_decimal_comma():
    [found], _ = read(a_row(price="24,90"))

    assert found.price == Decimal("24.90")


@pytest.mark.parametrize("price", ["", "free", "1.299,00", "-3", "1e400", "NaN"])
def test_a_price_that_is_none_leaves_the_product(price):
    [found], _ = read(a_row(price=price))

    assert found.price is None


def test_the_asin_of_a_row_without_one_is_its_product_id():
    row = "\t".join(("Flask", "S", "5", "1", "", ONE, "Active"))

    assert [each.asin for each in read(row)[0]] == [ONE]


@pytest.mark.parametrize("heading", ["", "<html>", "a\tb\tc", HEADING.replace("status", "state")])
def test_another_document_is_no_report(heading):
    with pytest.raises(MalformedAnswer):
        read(a_row(), heading=heading)


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("utf-8", None), ("utf-8-sig", "ISO-8859-1"), ("cp1252", None), ("cp1252", "windows-1252"),
     ("iso-8859-15", "ISO-8859-15"), ("cp1252", "utf-8"), ("cp1252", "no-such"), ("cp1252", "hex")],
)  # fmt: skip
def test_a_document_is_read_in_the_encoding_it_came_in(encoding, charset):
    text = f"{HEADING}\r\n{a_row(name='Gewürzmühle ä')}\r\n"
    left_out: Counter[str] = Counter()
    document = Document(gzip.compress(text.encode(encoding)), charset)

    [found] = read_report(lines_of(document, left_out), left_out)

    assert found.title == "Gewürzmühle ä"
    assert left_out == {}


@pytest.mark.parametrize("charset", [None, "utf-8", "ISO-8859-1"])
def test_a_character_cut_in_half_garbles_no_other(charset):
    text = f"{HEADING}\r\n{a_row(name='Gewürzmühle')}\r\n{a_row(TWO, name='Caf@')}\r\n"
    left_out: Counter[str] = Counter()
    document = Document(gzip.compress(text.encode().replace(b"@", b"\xc3")), charset)

    found = read_report(lines_of(document, left_out), left_out)

    assert [each.title for each in found] == ["Gewürzmühle", "Caf\ufffd"]
    assert left_out == {"kept_repaired_text": 1}


@pytest.mark.parametrize("charset", ["undefined", "idna", "utf-16"])
def test_what_is_not_written_in_what_its_sender_says_is_refused(charset):
    body = Document(gzip.compress(b"caf\xe9\n"), charset)

    with pytest.raises(MalformedAnswer):
        list(lines_of(body, Counter()))


def test_what_no_encoding_has_is_replaced_and_counted():
    text = f"{HEADING}\r\n".encode() + a_row(name="Cup @").encode().replace(b"@", b"\x81\xff")
    left_out: Counter[str] = Counter()

    [found] = read_report(lines_of(Document(gzip.compress(text)), left_out), left_out)

    assert found.title == "Cup \ufffdÿ"
    assert left_out == {"kept_repaired_text": 1}


@pytest.mark.parametrize(
    "body",
    [b"", b"no gzip", gzip.compress(b"x" * 999)[:40], gzip.compress(b"x" * 200_000)],
    ids=["empty", "no gzip", "cut short", "one endless line"],
)
def test_what_does_not_unfold_to_lines_is_refused(body):
    with pytest.raises(MalformedAnswer):
        read_report(lines_of(Document(body), Counter()), Counter())


def an_item(asin=ONE, **changes):
    here = {"marketplaceId": US.marketplace_id}
    node = {"displayName": "Flasks", "parent": {"displayName": "Kitchen"}}
    return {
        "asin": asin,
        "summaries": [{**here, "itemName": "Steel flask", "brand": "Northwind"}],
        "images": [{**here, "images": [{"variant": "MAIN", "link": "https://i.test/1.jpg"}]}],
        "salesRanks": [{**here, "displayGroupRanks": [{"rank": 40}, {"rank": 7}]}],
        "relationships": [
            {**here, "relationships": [{"type": "VARIATION", "parentAsins": [str(THREE)]}]}
        ],
        "classifications": [{**here, "classifications": [node]}],
        **changes,
    }


def catalogue(*items, asked=(ONE, TWO)):
    return parse_catalogue(json.dumps({"items": list(items)}).encode(), asked, US)


def test_a_catalog_item_is_read_for_its_marketplace():
    elsewhere = {"marketplaceId": "A1F83G8C2ARO7P", "itemName": "Flask (UK)"}
    item = an_item()
    item["summaries"].insert(0, elsewhere)

    found = catalogue(item)[ONE]

    assert (found.title, found.brand, found.category) == ("Steel flask", "Northwind", "Kitchen")
    assert (found.parent_asin, found.image_url, found.sales_rank) == (
        THREE,
        "https://i.test/1.jpg",
        7,
    )


def test_what_was_not_asked_for_is_left_alone_and_what_is_unknown_is_not_there():
    assert set(catalogue(an_item(), an_item(THREE))) == {ONE}


@pytest.mark.parametrize("part", [None, [], "x", [None], [{"marketplaceId": US.marketplace_id}]])
def test_a_part_of_another_shape_says_nothing(part):
    names = ("summaries", "images", "salesRanks", "relationships", "classifications")

    found = catalogue(an_item(**dict.fromkeys(names, part)))[ONE]

    assert (found.title, found.brand, found.category) == ("", "", "")
    assert (found.parent_asin, found.image_url, found.sales_rank) == (None, None, None)


@pytest.mark.parametrize("name", [None, 5, ["x"], {}])
def test_an_item_whose_name_is_none_is_left_alone(name):
    assert set(catalogue({"asin": name}, an_item())) == {ONE}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"items": {}}', b"{}"])
def test_answers_of_another_shape_are_refused(body):
    with pytest.raises(MalformedAnswer):
        parse_catalogue(body, (ONE,), US)
    with pytest.raises(MalformedAnswer):
        parse_prices(body, Counter())


def a_price(asin=ONE, amount=19.5, number="1", condition="New", status="Success"):
    price = {"ListingPrice": {"CurrencyCode": "USD", "Amount": amount}}
    entry = {"CompetitivePriceId": number, "condition": condition, "Price": price}
    product = {"CompetitivePricing": {"CompetitivePrices": [entry]}}
    return {"status": status, "ASIN": asin, "Product": product}


def prices(*entries):
    dropped: Counter[str] = Counter()
    return parse_prices(json.dumps({"payload": list(entries)}).encode(), dropped), dict(dropped)


def test_the_price_is_the_buy_boxs_of_a_new_item():
    assert prices(a_price()) == ({ONE: Price(Decimal("19.5"), "USD")}, {})
    assert prices(a_price(number="2")) == ({}, {})
    assert prices(a_price(condition="Used")) == ({}, {})
    assert prices(a_price(amount="dear")) == ({}, {})


def test_an_entry_that_is_refused_costs_its_own_price_alone():
    refused = {"status": "ClientError", "ASIN": TWO}

    found, dropped = prices(refused, a_price(), "nonsense")

    assert found == {ONE: Price(Decimal("19.5"), "USD")}
    assert dropped == {"kept_without_price_answer": 2}


def test_a_listing_says_nothing_of_reviews():
    listed = ListedProduct(asin=ONE, sku="S", title="Flask", price=Decimal(30))
    item, price = catalogue(an_item())[ONE], Price(Decimal(20), "USD")

    listing = listing_of(listed, item, price, a_context(), NOW)

    assert (listing.kind, listing.reviews, listing.tail_token) == (ListingKind.PARTIAL, (), None)
    assert (listing.product.title, listing.product.price) == ("Steel flask", Decimal(20))


def test_without_catalog_and_buy_box_the_reports_word_stands():
    listed = ListedProduct(asin=ONE, sku="S", title="Flask", price=Decimal(30))

    product = listing_of(listed, None, None, a_context(), NOW).product

    assert (product.title, product.price, product.currency) == ("Flask", Decimal(30), "USD")
    assert (product.brand, product.category) == ("Unbranded", "Uncategorised")


def test_the_report_api_is_read_as_it_answers():
    assert parse_created(b'{"reportId": "77"}') == "77"
    assert parse_report(b'{"processingStatus": "IN_QUEUE"}').status is ReportStatus.IN_QUEUE
    done = parse_report(b'{"processingStatus": "DONE", "reportDocumentId": "d"}')
    assert done.document_id == "d"
    link = parse_link(b'{"url": "https://s3.test/d?sig=1", "compressionAlgorithm": "GZIP"}')
    assert link == DocumentLink("https://s3.test/d?sig=1", is_gzip=True)
    assert "sig" not in repr(link)


def test_the_newest_report_of_our_marketplace_alone_is_found():
    def a_report(number, place=US, status="IN_PROGRESS"):
        ids = [place.marketplace_id]
        return {"reportId": str(number), "marketplaceIds": ids, "processingStatus": status}

    def found(*reports):
        return parse_found(json.dumps({"reports": reports}).encode(), US.marketplace_id)

    uk, both = a_report(9, Marketplace.UK), a_report(8)
    both["marketplaceIds"].append(Marketplace.UK.marketplace_id)
    assert found(uk, both, a_report(7, status="FATAL"), a_report(6), a_report(5)) == "6"
    assert found(a_report(4, status="CANCELLED"), a_report(3, status="DONE")) == "3"
    assert found() is None


@pytest.mark.parametrize(
    ("parse", "body"),
    [
        (parse_created, b"{}"),
        (parse_created, b'{"reportId": 5}'),
        (parse_report, b'{"processingStatus": "ODD"}'),
        (parse_report, b'{"processingStatus": "DONE"}'),
        (lambda body: parse_found(body, "x"), b"{}"),
        (parse_link, b'{"url": 5}'),
        (parse_link, b'{"url": "file:///etc/passwd"}'),
        (parse_link, b'{"url": "https://["}'),
        (parse_link, b'{"url": "https://s3.test/d", "compressionAlgorithm": "ZSTD"}'),
    ],
)
def test_an_answer_about_reports_that_says_nothing_usable_is_refused(parse, body):
    with pytest.raises(MalformedAnswer):
        parse(body)


def test_progress_survives_being_stored():
    progress = ReportProgress(asked_at=NOW).ordered("77").listed(41, {"incomplete_listing": 2})

    assert ReportProgress.read(progress.text()) == progress
    assert ReportProgress.read(None) is None
    assert ReportProgress.read("another source's word") is None


@pytest.mark.parametrize(("age_s", "waits_s"), [(0, 2), (10, 5), (60, 30), (7200, 60)])
def test_a_report_is_looked_at_less_often_the_longer_it_takes(age_s, waits_s):
    progress = ReportProgress(asked_at=NOW)

    assert progress.waits_s(NOW + timedelta(seconds=age_s)) == waits_s
    assert not progress.is_overdue(NOW + LONGEST_WAIT)
    assert progress.is_overdue(NOW + LONGEST_WAIT + timedelta(seconds=1))
