import pytest

from shelfsignal.collection.domain.job_errors import UnreadableUpload
from shelfsignal.collection.domain.review_csv import MAX_BYTES, MAX_REPORTED, BadRow, read_csv
from tests.builders.collection import DAY

HEAD = "asin,rating,date,title,text\n"
GOOD = 'B000000001,4,2026-11-01,Fine,"It works, mostly."\n'


def read(text, encoding="utf-8"):
    return read_csv(text.encode(encoding), DAY)


def only(found):
    ((asin, (row,)),) = found.rows.items()
    return asin, row


def test_a_row_becomes_a_review_of_its_product():
    found = read(
        "ASIN;Stars;Review Date;Reviewer-ID;verified purchase;helpful votes;language;colour;body\n"
        "b000000001;5,0;2026-11-01T08:00:00+02:00;AE1;yes;3;pt_BR;red;Muito bom\n"
    )

    asin, row = only(found)
    assert asin == "B000000001"
    assert row.pop("review_id").startswith("csv-")
    assert row == {
        "rating": 5,
        "date": "2026-11-01T06:00:00.000Z",
        "title": "",
        "text": "Muito bom",
        "reviewer_id": "AE1",
        "reviewer_name": None,
        "verified_purchase": True,
        "helpful_votes": 3,
        "language": "pt-BR",
    }
    assert (found.delimiter, found.ignored, found.total) == (";", ("colour",), 1)
    assert (found.bad_rows, found.bad) == (0, [])


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "windows-1252")],
)
def test_encodings_are_told_apart(encoding, told):
    found = read(HEAD + "B000000001,4,2026-11-01,Süß,Grüße\n", encoding)

    assert only(found)[1]["title"] == "Süß"
    assert found.encoding == told


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=repr)
def test_delimiters_are_told_apart(delimiter):
    text = (HEAD + "B000000001,4,2026-11-01,Fine,ok\n").replace(",", delimiter)

    assert only(read(text))[1]["text"] == "ok"


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("B0000,4,2026-11-01,t,x", "asin", "is not an ASIN: ten letters and digits"),
        ("B000000001,good,2026-11-01,t,x", "rating", "is not a number"),
        ("B000000001,4.5,2026-11-01,t,x", "rating", "is not a whole number from 1 to 5"),
        ("B000000001,nan,2026-11-01,t,x", "rating", "is not a whole number from 1 to 5"),
        ("B000000001,6,2026-11-01,t,x", "rating", "is not a whole number from 1 to 5"),
        (
            "B000000001,4,11/01/2026,t,x",
            "date",
            "is not a date like 2026-11-22 or 2026-11-22T09:30:00Z",
        ),
        ("B000000001,4,2031-01-01,t,x", "date", "lies in the future"),
        ("B000000001,4,1970-01-01,t,x", "date", "is before 1995"),
        ("B000000001,4,2026-11-01,t,=A1+B2", "text", "is a formula: export its value"),
        (
            "B000000001,4,2026-11-01,t," + "x" * 20_001,
            "text",
            "is 20,001 characters long, over 20,000",
        ),
        ("B000000001,4,2026-11-01,t", None, "has 4 cells where the heading has 5"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_a_row_that_is_not_usable_is_named_by_line_and_column(cells, column, reason):
    found = read(f"{HEAD}{GOOD}{cells}\n{GOOD.replace('Fine', 'Other')}")

    assert found.bad == [BadRow(3, column, reason)]
    assert (found.total, found.bad_rows, len(found.rows["B000000001"])) == (3, 1, 2)


def test_lines_are_counted_as_an_editor_counts_them():
    found = read(HEAD + 'B000000001,4,2026-11-01,t,"two\nlines"\n\nB000000001,9,2026-11-01,t,x\n')

    assert [each.line for each in found.bad] == [5]


def test_what_spreadsheets_wrap_is_unwrapped_and_a_dash_is_no_formula():
    found = read(HEAD + '"=""B000000001""",4,2026-11-01,t,- lid leaks\n')

    assert only(found)[1]["text"] == "- lid leaks"


def test_a_review_that_comes_twice_counts_once_and_has_the_same_id_in_every_file():
    found = read(HEAD + GOOD + GOOD)

    assert found.bad == [BadRow(3, "review_id", "repeats the review of line 2")]
    again = read(HEAD.replace("\n", ",colour\n") + GOOD.replace("\n", ",red\n"))
    assert only(found)[1]["review_id"] == only(again)[1]["review_id"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "The heading lacks asin, rating, date"),
        (b"asin,stars\n", "The heading lacks date"),
        (b"asin,rating,stars,date\n", "Two columns are rating"),
        (b"PK\x03\x04\x00\x00", "is not text"),
        (b"\xff\xfea", "says it is utf-16, and is not"),
        (b"a" * (MAX_BYTES + 1), "is over 50 MB"),
    ],
    ids=["empty", "no date", "rating twice", "a zip", "broken utf-16", "too large"],
)
def test_a_file_that_cannot_be_read_at_all_is_refused_in_words(body, words):
    with pytest.raises(UnreadableUpload, match=words):
        read_csv(body, DAY)


def test_a_quote_left_open_does_not_pass_for_one_long_review():
    found = read(HEAD + GOOD + 'B000000001,4,2026-11-01,t,"open\n' + "x" * 140_000)

    assert found.bad_rows >= 1
    assert found.bad[0].line == 3
    assert len(found.rows["B000000001"]) == 1


def test_no_more_bad_rows_are_named_than_anybody_reads_and_all_are_counted():
    found = read(HEAD + "B1,4,2026-11-01,t,x\n" * (MAX_REPORTED + 5))

    assert (len(found.bad), found.bad_rows) == (MAX_REPORTED, MAX_REPORTED + 5)
