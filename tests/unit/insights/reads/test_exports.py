"""A list as a file: the same products, nothing that runs, and behind the answer when it is long."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from shelfsignal.insights.domain.card_csv import COLUMNS, header, inert, lines
from shelfsignal.insights.domain.exports import ExportNotFound, ExportStatus
from shelfsignal.insights.domain.views import ListOrder, ProductFilter
from shelfsignal.insights.services import exports as services
from shelfsignal.insights.services.exports import (
    export_now,
    find_export,
    order_export,
    write_export,
)
from tests.builders.insights import NOON, ORG
from tests.builders.insights_views import a_card
from tests.fakes.exports import MemoryExports

ORDER, EVERYTHING = ListOrder(), ProductFilter()


def rows_of(text):
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.fixture
def exports():
    return MemoryExports()


@pytest.fixture
def desk(exports):
    return exports.desk(lambda: NOON)


def test_a_file_holds_what_the_list_shows_in_its_order(shop, desk, monkeypatch):
    monkeypatch.setattr(services, "MAX_LIMIT", 2)
    where = ProductFilter(issue="noise")

    rows = rows_of(export_now(ORG, where, ORDER, shop.reads, desk))

    listed = shop.reads.list_products(ORG, where, ORDER).items
    assert [row["product_id"] for row in rows] == [card.product_id for card in listed]
    assert [row["negative"] for row in rows] == [str(card.sentiments[2]) for card in listed]


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1",
        '=1,"2"\n=3',
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["title", "brand", "category"])
def test_no_cell_begins_like_a_formula_and_none_breaks_its_line(text, field):
    card = replace(a_card(), **{field: text})

    (row,) = rows_of(header() + "".join(lines([card])))

    assert row[field] == f"'{text}"
    assert not [name for name, cell in row.items() if cell and cell.lstrip()[0] in "=+@\t\r"]
    assert list(row) == list(COLUMNS)


def test_numbers_stay_numbers():
    assert [inert(each) for each in (-1, 0.5, None, "19.90")] == [-1, 0.5, None, "19.90"]


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_SECONDS"])
def test_a_file_too_long_for_an_answer_is_not_made_there(shop, exports, desk, monkeypatch, limit):
    exports.seconds = 5.0
    monkeypatch.setattr(services, limit, 4 if limit == "MAX_SECONDS" else 400)
    if limit == "MAX_BYTES":
        exports.seconds = 0.0

    assert export_now(ORG, EVERYTHING, ORDER, shop.reads, desk) is None


def test_a_long_one_is_ordered_written_and_found(shop, exports, desk):
    ordered = order_export(ORG, EVERYTHING, ORDER, None, desk)
    assert find_export(ORG, ordered.export_id, None, desk).status is ExportStatus.PENDING
    assert exports.asked == [ordered.export_id]

    for _ in range(2):
        write_export(ORG, ordered.export_id, shop.reads, exports, exports)

    found = find_export(ORG, ordered.export_id, None, desk)
    assert (found.status, found.rows) == (ExportStatus.READY, 6)
    assert exports.files[ordered.export_id] == export_now(ORG, EVERYTHING, ORDER, shop.reads, desk)


def test_a_managers_file_holds_their_brands_and_nobody_gets_more_than_they_see(shop, exports, desk):
    mine, whole = frozenset({"Bolt"}), None
    of_bolt = order_export(ORG, EVERYTHING, ORDER, mine, desk).export_id
    of_all = order_export(ORG, EVERYTHING, ORDER, whole, desk).export_id
    write_export(ORG, of_bolt, shop.reads, exports, exports)

    assert {row["brand"] for row in rows_of(exports.files[of_bolt])} == {"Bolt"}
    assert find_export(ORG, of_bolt, whole, desk).rows == 2
    assert find_export(ORG, of_bolt, frozenset({"Bolt", "Acme"}), desk).rows == 2
    for export, brands in ((of_all, mine), (of_bolt, frozenset({"Acme"}))):
        with pytest.raises(ExportNotFound):
            find_export(ORG, export, brands, desk)


def test_an_export_is_gone_after_a_day_and_another_organisations_never_was(exports):
    made = exports.desk(lambda: NOON)
    export = order_export(ORG, EVERYTHING, ORDER, None, made)
    late = exports.desk(lambda: export.expires_at)

    for org, desk in ((ORG, late), ("other", made)):
        with pytest.raises(ExportNotFound):
            find_export(org, export.export_id, None, desk)
    with pytest.raises(ExportNotFound):
        write_export("other", export.export_id, None, exports, exports)
