"""Reports: states on the virtual clock, documents, filters, and whose they are."""

import csv
import gzip
import io

import pytest

US = "ATVPDKIKX0DER"
BASE = "/reports/2021-06-30"
LISTINGS, FEEDBACK = "GET_MERCHANT_LISTINGS_ALL_DATA", "GET_SELLER_FEEDBACK_DATA"


@pytest.fixture
def shop(start):
    """A mock whose reports take six virtual seconds."""
    mock = start(report_s=60.0)
    mock.admin("bucket", rate=1e6, burst=1e6)
    return mock


def _create(mock, report_type=LISTINGS, **changes):
    body = {"reportType": report_type, "marketplaceIds": [US], **changes}
    return mock.client.post(f"{BASE}/reports", json=body, headers=mock.headers)


def _report(mock, report_id):
    return mock.get(f"{BASE}/reports/{report_id}").json()


def _done(mock, **options):
    report_id = _create(mock, **options).json()["reportId"]
    mock.admin("clock", advance_seconds=61)
    return _report(mock, report_id)


def _rows(mock, report):
    link = mock.get(f"{BASE}/documents/{report['reportDocumentId']}").json()
    content = mock.client.get(link["url"]).content
    if link.get("compressionAlgorithm") == "GZIP":
        content = gzip.decompress(content)
    return list(csv.DictReader(io.StringIO(content.decode()), delimiter="\t"))


def test_a_report_moves_with_the_virtual_clock(shop):
    report_id = _create(shop).json()["reportId"]
    seen = []
    for seconds in (0, 21, 40):
        shop.admin("clock", advance_seconds=seconds)
        report = _report(shop, report_id)
        seen.append((report["processingStatus"], "reportDocumentId" in report))

    assert seen == [("IN_QUEUE", False), ("IN_PROGRESS", False), ("DONE", True)]


def test_the_listings_report_names_every_listing_of_the_marketplace(shop):
    rows = _rows(shop, _done(shop))

    products = {p["product_id"]: p for p in shop.products(marketplace="US")}
    assert {row["asin1"] for row in rows} == set(products)
    assert len({row["seller-sku"] for row in rows}) == len(rows)
    for row in rows:
        assert row["item-name"] == products[row["asin1"]]["title"]
        assert float(row["price"]) == products[row["asin1"]]["price"]
        assert row["status"] in {"Active", "Inactive"}


def test_the_feedback_report_holds_bad_and_middling_ratings_of_the_time_asked_for(shop):
    times = {"dataStartTime": "2026-01-01T00:00:00Z", "dataEndTime": "2026-07-01T00:00:00Z"}

    rows = _rows(shop, _done(shop, report_type=FEEDBACK, **times))

    assert rows
    assert {row["Rating"] for row in rows} <= {"1", "2", "3"}
    assert {row["Date"].rpartition("/")[2] for row in rows} == {"26"}
    assert {int(row["Date"].partition("/")[0]) for row in rows} <= set(range(1, 7))
    assert all(row["Comments"] for row in rows)


def test_a_report_in_the_queue_can_be_cancelled_and_no_other(shop):
    waiting, running = (_create(shop).json()["reportId"] for _ in range(2))

    cancelled = shop.client.delete(f"{BASE}/reports/{waiting}", headers=shop.headers)
    shop.admin("clock", advance_seconds=21)
    too_late = shop.client.delete(f"{BASE}/reports/{running}", headers=shop.headers)

    assert (cancelled.status_code, cancelled.content) == (200, b"")
    assert _report(shop, waiting)["processingStatus"] == "CANCELLED"
    assert too_late.status_code == 400


def test_a_planned_end_comes_true_once(shop):
    shop.admin("reports", outcomes=["FATAL"])

    assert _done(shop)["processingStatus"] == "FATAL"
    assert _done(shop)["processingStatus"] == "DONE"


def test_lists_are_filtered_and_paged(shop):
    made = [_create(shop).json()["reportId"] for _ in range(11)]
    _create(shop, report_type=FEEDBACK)
    shop.admin("clock", advance_seconds=61)
    query = {"reportTypes": LISTINGS, "processingStatuses": "DONE"}

    first = shop.get(f"{BASE}/reports", **query).json()
    rest = shop.get(f"{BASE}/reports", nextToken=first["nextToken"]).json()
    none = shop.get(f"{BASE}/reports", **{**query, "processingStatuses": "FATAL"}).json()
    later = shop.get(f"{BASE}/reports", **query, createdSince="2027-01-01T00:00:00Z").json()

    listed = [one["reportId"] for one in [*first["reports"], *rest["reports"]]]
    assert listed == made[::-1]
    assert "nextToken" not in rest
    assert none["reports"] == later["reports"] == []


def test_another_seller_sees_nothing_of_it(shop):
    report = _done(shop)
    shop.headers = {"x-amz-access-token": shop.log_in(seller=1)}

    assert shop.get(f"{BASE}/reports/{report['reportId']}").status_code == 404
    assert shop.get(f"{BASE}/documents/{report['reportDocumentId']}").status_code == 404
    assert shop.get(f"{BASE}/reports", reportTypes=LISTINGS).json()["reports"] == []


def test_a_link_lives_five_minutes_and_cannot_be_forged(shop):
    report = _done(shop)
    url = shop.get(f"{BASE}/documents/{report['reportDocumentId']}").json()["url"]

    assert shop.client.get(url).status_code == 200
    assert shop.client.get(url[:-4]).status_code == 403
    shop.admin("clock", advance_seconds=301)
    assert shop.client.get(url).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"reportType": "GET_ORDERS"},
        {"marketplaceIds": []},
        {"marketplaceIds": ["nowhere"]},
        {"dataStartTime": "soon"},
        {"dataStartTime": "2026-02-01T00:00:00Z", "dataEndTime": "2026-01-01T00:00:00Z"},
    ],
    ids=str,
)
def test_a_wrong_order_is_invalid_input(shop, changes):
    response = _create(shop, **changes)

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "InvalidInput"


def test_a_download_meets_faults_too(shop):
    report = _done(shop)
    url = shop.get(f"{BASE}/documents/{report['reportDocumentId']}").json()["url"]
    shop.admin("faults", faults=[{"kind": "html_503", "operation": "download"}])

    assert [shop.client.get(url).status_code for _ in range(2)] == [503, 200]
