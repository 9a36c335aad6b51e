"""A file of reviews in the browser: dropped or chosen, sent to the bucket, read, reported on."""

import csv
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.integration.browser.amazon import let_through
from tests.integration.browser.axe import violations
from tests.integration.browser.dashboard import Dashboard
from tests.integration.browser.steps import headline

_JOB_MS = 90_000
_HEADING = "asin,rating,date,title,text,reviewer\n"
# Long enough for a file that no request to the API would take.
_TEXT = "It works as it should and looks good on the desk. " * 80
_LINES = 1_050


@pytest.fixture
def storage(dashboard: Dashboard, page: Page) -> str:
    """The bucket's origin, reachable from the page."""
    url = dashboard.stack.options.ports.url("emulator")
    let_through(page.context, url)
    return url


def open_form(page: Page) -> Locator:
    page.goto("/jobs")
    page.get_by_role("button", name="Upload a file").click()
    return page.get_by_role("dialog", name="Upload a file of reviews")


def large_file(asin: str) -> bytes:
    """Over 4 MB; the rows after the first eight hold no review, a formula or a rating of 7."""
    lines = [f"{asin},4,2026-10-{day:02d},Good {day},{_TEXT},Ada" for day in range(1, 9)]
    lines += [f"{asin},7,2026-10-01,Seven,{_TEXT},Ada" for _ in range(_LINES)]
    lines.append(f"{asin},5,2026-10-01,=cmd(),Short,Ada")
    return (_HEADING + "\n".join(lines)).encode()


def test_a_large_file_goes_to_the_bucket_and_its_bad_rows_can_be_downloaded(
    page, dashboard, storage
):
    asin = dashboard.product["product"]["asin"]
    file = large_file(asin)
    assert len(file) > 4_000_000
    puts: list[str] = []
    page.on("request", lambda sent: puts.append(sent.url) if sent.method == "PUT" else None)
    dialog = open_form(page)
    dialog.get_by_label("CSV file").set_input_files(
        {"name": "autumn reviews.csv", "mimeType": "text/csv", "buffer": file}
    )
    expect(dialog.get_by_text("autumn reviews.csv")).to_be_visible()
    expect(dialog.get_by_text("4.3 MB · choose another one")).to_be_visible()
    dialog.get_by_role("button", name="Upload").click()

    expect(page).to_have_url(re.compile(r"/jobs/\w+"), timeout=_JOB_MS)
    assert [url.startswith(f"{storage}/") for url in puts] == [True]
    expect(headline(page)).to_contain_text("read 8 reviews of 1 product", timeout=_JOB_MS)
    expect(headline(page)).to_contain_text("; 1,051 rows were left out.")
    report = page.get_by_role("region", name="The file")
    expect(report).to_contain_text("1,051 of 1,059 rows were left out; the first 1,000 are named.")
    expect(report).to_contain_text("Not known here, and left alone: reviewer.")
    expect(report.get_by_role("row")).to_have_count(11)
    report.get_by_role("button", name="More rows").click()
    expect(report.get_by_role("row")).to_have_count(111)
    with page.expect_download() as handed:
        report.get_by_role("button", name="Download as CSV").click()
    lines = list(csv.reader(handed.value.path().read_text("utf-8-sig").splitlines()))
    assert violations(page) == []
    assert lines[:2] == [
        ["line", "column", "reason"],
        ["10", "rating", "is not a whole number from 1 to 5"],
    ]
    assert len(lines) == 1_001


DROP = """({ name, text }) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: 'text/csv' }));
  const field = document.querySelector('input[type=file]');
  const about = { dataTransfer: data, bubbles: true, cancelable: true };
  for (const type of ['dragenter', 'dragover', 'drop'])
    field.dispatchEvent(new DragEvent(type, about));
}"""


def test_a_dropped_file_is_sent_and_one_without_a_heading_is_refused_in_words(page, storage):
    dialog = open_form(page)
    page.evaluate(DROP, {"name": "dropped.csv", "text": "B07X6C9RMF,4,2026-11-01\n"})
    expect(dialog.get_by_text("dropped.csv")).to_be_visible()
    dialog.get_by_role("button", name="Upload").click()

    expect(page).to_have_url(re.compile(r"/jobs/\w+"), timeout=_JOB_MS)
    expect(page.get_by_role("alert")).to_contain_text("The heading lacks", timeout=_JOB_MS)
    expect(headline(page)).to_have_text("This file could not be read, so nothing of it was taken.")
    page.get_by_role("link", name="Jobs", exact=True).click()
    expect(page.get_by_role("table").get_by_role("row").nth(1)).to_contain_text("dropped.csv")


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("reviews.xlsx", b"PK", "This is a workbook."),
        ("photo.png", b"x", "This is no CSV file"),
        ("empty.csv", b"", "This file is empty."),
    ],
)
def test_a_file_that_cannot_be_one_is_refused_before_it_is_sent(page, name, body, said):
    dialog = open_form(page)
    expect(dialog.get_by_text("Up to 50 MB and 100,000 rows")).to_be_visible()
    dialog.get_by_label("CSV file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": body}
    )

    expect(dialog.get_by_role("alert")).to_contain_text(said)
    expect(dialog.get_by_role("button", name="Upload")).to_be_disabled()
    if name == "empty.csv":
        assert violations(page) == []


def test_an_upload_that_breaks_off_can_be_sent_again_or_given_up(page, dashboard, storage):
    """The storage is away: nothing is lost, and closing leaves no job that waits."""
    page.route(f"{storage}/**", lambda route: route.abort("connectionrefused"))
    dialog = open_form(page)
    dialog.get_by_label("CSV file").set_input_files(
        {"name": "given up.csv", "mimeType": "text/csv", "buffer": _HEADING.encode()}
    )
    dialog.get_by_role("button", name="Upload").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Nothing was changed; try again.")
    with page.expect_response("**/cancel"):
        dialog.get_by_role("button", name="Cancel").click()

    job = dashboard.get("/v1/jobs", limit=1)["items"][0]
    assert (job["upload"]["filename"], job["status"]) == ("given up.csv", "CANCELLED")
