"""Reviews from a CSV file on the deployed stack: put to its link, read and analysed, twice."""

import csv
import io
from typing import Final

import httpx
import pytest

from local.stack import LocalStack
from shelfsignal.kernel.ids import Marketplace
from tests.integration.driving import Json, every_page, get, until

US: Final = Marketplace.US.marketplace_id
FLASK, LAMP = "B0FLASK001", "B0LAMP0001"
HEADING: Final = ("asin", "rating", "date", "title", "text", "agent")
LEAKS: Final = "The lid leaks. It leaked all over my bag on the first day, and it keeps leaking."
GOOD: Final = "Works as it should, and looks good on the desk. Very happy with it."
_HTTP = httpx.Client(timeout=60, trust_env=False)


def a_file() -> bytes:
    """Twelve reviews of two products, and three lines that hold none: 5, 9 and 12."""
    rows = [
        [FLASK, 1, f"2026-10-{day:02d}", "Leaks", f"{LEAKS} Bought {day}.", "x"]
        for day in range(1, 9)
    ]
    rows += [
        [LAMP, 5, f"2026-10-{day:02d}", "Good", f"{GOOD} Since {day}.", "x"] for day in range(1, 5)
    ]
    rows.insert(3, [FLASK, 9, "2026-10-04", "Nine stars", "Nine.", "x"])
    rows.insert(7, ["B0", 4, "2026-10-04", "No product", "Whose?", "x"])
    rows.insert(10, [LAMP, 4, "the fourth", "No day", "When?", "x"])
    text = io.StringIO()
    csv.writer(text).writerows([HEADING, *rows])
    return text.getvalue().encode("utf-8-sig")


def sent(stack: LocalStack, body: bytes) -> Json:
    """The job of a file that was put to its link, once it has ended."""
    about = {"marketplace_id": US, "filename": "autumn.csv", "size_bytes": len(body)}
    asked = stack.api("POST", "/v1/uploads", json=about)
    assert asked.status_code == 202, asked.text
    job = asked.json()
    put = _HTTP.put(job["upload_url"], content=body)
    assert put.status_code == 200, put.text
    started = stack.api("POST", f"/v1/uploads/{job['job_id']}/start")
    assert started.status_code == 202, started.text

    def final() -> Json | None:
        found = get(stack, f"/v1/jobs/{job['job_id']}/status")
        return found if found["status"] not in {"QUEUED", "RUNNING"} else None

    ended: Json = until(final, 120, every=0.5, why="the end of the file's job")
    return ended


def shown(stack: LocalStack, asin: str) -> tuple[Json, list[Json]]:
    """A product's page and its reviews."""
    product = get(stack, f"/v1/products/US-{asin}")
    return product, list(every_page(stack, f"/v1/products/US-{asin}/reviews", limit=100))


@pytest.fixture
def first(stack: LocalStack) -> Json:
    return sent(stack, a_file())


def test_a_file_is_read_and_analysed_and_sent_again_brings_nothing_new(
    stack: LocalStack, first: Json
) -> None:
    assert (first["status"], first["total_asins"], first["errors"]) == ("SUCCEEDED", 2, []), first
    assert first["total_reviews_fetched"] == 12
    report = get(stack, f"/v1/uploads/{first['job_id']}")
    assert (report["upload"]["rows"], report["upload"]["bad_rows"]) == (15, 3)
    assert [(row["line"], row["column"]) for row in report["rows"]] == [
        (5, "rating"),
        (9, "asin"),
        (12, "date"),
    ]
    assert report["ignored"] == ["agent"]

    flask, reviews = shown(stack, FLASK)
    assert {each["review"]["title"] for each in reviews} == {"Leaks"}
    assert len(reviews) == 8
    assert [issue["code"] for issue in flask["insight"]["issues"]] == ["leaks"]
    lamp, _ = shown(stack, LAMP)
    assert lamp["insight"]["issues"] == []

    again = sent(stack, a_file())

    assert again["status"] == "SUCCEEDED", again
    later, same = shown(stack, FLASK)
    assert later["insight"]["head"] == flask["insight"]["head"]
    assert {each["review"]["review_id"] for each in same} == {
        each["review"]["review_id"] for each in reviews
    }
    listed = get(stack, "/v1/seller/CSV/jobs")["items"]
    assert [job["job_id"] for job in listed] == [again["job_id"], first["job_id"]]


def test_a_file_without_a_heading_is_refused_in_words(stack: LocalStack) -> None:
    job = sent(stack, b"B0FLASK001,1,2026-10-01\n")

    assert job["status"] == "FAILED", job
    assert "The heading lacks asin, rating, date." in job["failure"]
