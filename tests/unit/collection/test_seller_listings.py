"""The listings source over a transport that answers what a test says: each step, each failure."""

import contextlib
import gzip
import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
import pytest

from shelfsignal.collection.adapters.sp_api.client import SpApiClient
from shelfsignal.collection.adapters.sp_api.documents import SignedDocuments
from shelfsignal.collection.adapters.sp_api.feed import SimpleFeed
from shelfsignal.collection.adapters.sp_api.listings import SellerListings
from shelfsignal.collection.domain.calls import CallTally
from shelfsignal.collection.domain.checkpoints import FailureStage
from shelfsignal.collection.domain.connections import ConnectionStatus
from shelfsignal.collection.domain.errors import (
    CheckpointMoved,
    LinkExpired,
    RoleMissing,
    SlotTooFar,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.domain.reports import DocumentLink, ReportProgress
from shelfsignal.collection.domain.tails import ReviewTails, TailRules
from shelfsignal.collection.services.collect_pages import collect_pages
from shelfsignal.kernel.progress import Counters
from tests.builders.collection import NOW, ORG, RUN, a_connection, a_page, a_scope
from tests.builders.collection import an_item as a_feed_item
from tests.fakes.listings import FakeListingsShelf
from tests.unit.collection.test_hostile_job import Unlimited
from tests.unit.collection.test_listings_report import HEADING, a_price, a_row, an_item

LINK = "https://s3.test/report?X-Amz-Signature=hush"
REPORTS = "/reports/2021-06-30/reports"
CATALOGUE, PRICES = "/catalog/2022-04-01/items", "/products/pricing/v0/competitivePrice"
REFUSED = httpx.Response(400, json={"errors": [{"code": "InvalidInput", "message": "bad"}]})
NO_ROLE = httpx.Response(403, json={"errors": [{"code": "Unauthorized", "details": ""}]})


def asin(number):
    return f"B{number:09d}"


def report(*rows):
    return "\r\n".join((HEADING, *rows)).encode()


def streamed(body, status=200):
    """An answer that is read as it comes, as from a socket."""
    return httpx.Response(status, stream=httpx.ByteStream(body))


def names(request, parameter):
    return request.url.params[parameter].split(",")


class Tokens:
    client_id = "app"

    def get(self, connection):
        return "Atza|secret"

    def drop(self, connection, stale):
        """None is stale."""


@dataclass
class Amazon:
    """Answers by path; a list is taken one by one, its last again and again."""

    rows: list = field(default_factory=lambda: [a_row(asin(1)), a_row(asin(2))])
    statuses: list = field(default_factory=lambda: ["DONE"])
    answers: dict = field(default_factory=dict)
    requests: list = field(default_factory=list)
    unknown: frozenset = frozenset()
    reports: int = 0

    def __call__(self, request):
        self.requests.append(request)
        path, method = request.url.path, request.method
        given = self.answers.get(path if method == "GET" else f"POST {path}")
        if given:
            answer = given.pop(0) if len(given) > 1 else given[0]
            if isinstance(answer, Exception):
                raise answer
            if answer is not None:
                return streamed(answer.content, answer.status_code)
        return self._usual(request, path, method)

    def _usual(self, request, path, method):
        if path == "/report":
            return streamed(gzip.compress(report(*self.rows)))
        if method == "POST":
            self.reports += 1
            return httpx.Response(202, json={"reportId": str(self.reports)})
        return httpx.Response(200, json=self._document(request, path))

    def _document(self, request, path):
        if path == REPORTS:
            places = ["ATVPDKIKX0DER"]
            newest_first = range(self.reports, 0, -1)
            return {
                "reports": [{"reportId": str(n), "marketplaceIds": places} for n in newest_first]
            }
        if path.startswith(REPORTS):
            status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
            return {"processingStatus": status, "reportDocumentId": "doc"}
        if "/documents/" in path:
            return {"url": LINK, "compressionAlgorithm": "GZIP"}
        if path == CATALOGUE:
            wanted = names(request, "identifiers")
            return {"items": [an_item(name) for name in wanted if name not in self.unknown]}
        assert path == PRICES, path
        return {"payload": [a_price(name) for name in names(request, "Asins")]}

    def paths(self, method="GET"):
        return [each.url.path for each in self.requests if each.method == method]


class Office:
    """A world whose source is a seller's listings."""

    def __init__(self, world):
        self.world, self.amazon, self.shelf = world, Amazon(), FakeListingsShelf()
        self.limiter, self.now = Unlimited(), NOW
        self.http = httpx.Client(transport=httpx.MockTransport(self.amazon))
        self.collector = replace(
            world.collector,
            source=self.source(),
            rules=TailRules(ReviewTails.NONE, 0),
            clock=lambda: self.now,
        )

    def client(self):
        return SpApiClient(
            self.http, "https://sp.test", Tokens(), self.limiter, lambda: NOW, sleep=lambda _: None
        )

    def source(self):
        client = self.client()
        documents = SignedDocuments(self.http, plain=False, sleep=lambda _: None)
        return SellerListings(client, documents, self.shelf, 100)

    def call(self, seconds=300.0):
        return collect_pages(self.collector, a_scope(), lambda: seconds)

    def done(self, most=10):
        for _ in range(most):
            outcome = self.call()
            if not outcome.more:
                return outcome
        raise AssertionError

    def products(self):
        pages = self.world.lake.pages.values()
        return {each.product.asin: each.product for page in pages for each in page}

    @property
    def dropped(self):
        return dict(self.world.runs.get(ORG, RUN).counters.dropped)

    @property
    def failures(self):
        return list(self.world.failures.rows.values())

    def next_attempt(self):
        run = self.world.runs.get(ORG, RUN)
        self.world.runs.runs[ORG, RUN] = replace(run, attempt=run.attempt + 1)


@pytest.fixture
def office(world):
    return Office(world)


def test_a_report_is_ordered_waited_for_outside_and_walked(office):
    office.amazon.rows = [a_row(asin(n)) for n in range(45)]
    office.amazon.statuses = ["IN_QUEUE", "IN_PROGRESS", "DONE"]

    waits = [office.call() for _ in range(3)]
    outcome = office.call()

    assert [(each.more, each.wait_s) for each in waits] == [(True, 2)] * 3
    assert (outcome.more, outcome.batches) == (False, 3)
    assert len(office.products()) == 45
    assert office.amazon.paths("POST") == [REPORTS]
    assert office.amazon.paths().count(CATALOGUE) == office.amazon.paths().count(PRICES) == 3
    assert (office.dropped, office.failures) == ({}, [])


def test_the_order_names_the_report_and_the_marketplace(office):
    office.done()

    order = next(each for each in office.amazon.requests if each.method == "POST")
    assert json.loads(order.content) == {
        "reportType": "GET_MERCHANT_LISTINGS_ALL_DATA",
        "marketplaceIds": ["ATVPDKIKX0DER"],
    }


def test_the_access_token_never_goes_where_the_document_is(office):
    office.done()

    [download] = [each for each in office.amazon.requests if each.url.path == "/report"]
    assert "x-amz-access-token" not in download.headers
    assert "Atza" not in str(download.headers)
    others = [each for each in office.amazon.requests if each is not download]
    assert {each.headers["x-amz-access-token"] for each in others} == {"Atza|secret"}


def test_raw_answers_are_kept_before_the_page_counts(office):
    office.done()

    assert office.world.lake.journal == [
        "raw getCompetitivePricing 1",
        "raw searchCatalogItems 1",
        "page 1",
    ]
    [raw] = office.shelf.reports.values()
    assert gzip.decompress(raw) == report(*office.amazon.rows)


def test_a_worker_that_dies_after_ordering_leaves_its_report_to_the_next(office):
    moved = office.world.checkpoints.move
    office.world.checkpoints.move = lambda *args: _dies_with_a_report(moved, *args)
    with pytest.raises(CheckpointMoved):
        office.call()
    office.world.checkpoints.move = moved

    office.done()

    assert office.amazon.paths("POST") == [REPORTS]
    assert office.amazon.paths().count(REPORTS) == 1
    assert len(office.products()) == 2


def _dies_with_a_report(move, scope, old, new, counters, tally):
    progress = ReportProgress.read(new.prepared)
    if progress and progress.report_id:
        raise CheckpointMoved("killed")
    return move(scope, old, new, counters, tally)


@pytest.mark.parametrize(
    "lost",
    [httpx.ReadTimeout("slow"), httpx.Response(503), httpx.Response(200, content=b"{")],
    ids=["no answer", "503", "no JSON"],
)
def test_an_order_whose_answer_is_lost_is_looked_for_before_it_is_repeated(office, lost):
    office.amazon.answers[f"POST {REPORTS}"] = [lost, None]
    office.amazon.reports = 1  # it arrived

    with contextlib.suppress(SourceUnavailable):
        office.call()
    office.done()

    assert office.amazon.paths("POST") == [REPORTS]
    assert len(office.products()) == 2


def test_an_order_that_was_turned_away_is_repeated_at_once(office):
    office.amazon.answers[f"POST {REPORTS}"] = [httpx.Response(429), None]

    office.done()

    assert office.amazon.paths("POST") == [REPORTS, REPORTS]
    assert office.amazon.reports == 1


def test_a_report_that_fails_is_ordered_once_more(office):
    office.amazon.statuses = ["FATAL", "DONE"]

    office.done()

    assert office.amazon.reports == 2
    assert (len(office.products()), office.failures) == (2, [])


def test_one_that_fails_twice_is_recorded_and_the_next_attempt_begins_anew(office):
    office.amazon.statuses = ["FATAL", "FATAL", "DONE"]

    assert office.done().batches == 0
    [failure] = office.failures
    assert failure.stage is FailureStage.PAGE
    assert "FATAL" in failure.reason
    office.next_attempt()
    office.done()

    assert office.amazon.reports == 3
    assert len(office.products()) == 2


def test_a_report_without_end_is_given_up_like_one_that_fails(office):
    office.amazon.statuses = ["IN_PROGRESS"]
    office.call()
    office.now = NOW + timedelta(hours=5)

    office.call()

    assert office.amazon.reports == 2


def test_nothing_to_report_is_an_empty_shop_and_said(office):
    office.amazon.statuses = ["CANCELLED"]

    outcome = office.done()

    assert (outcome.batches, office.products(), office.failures) == (0, {}, [])
    assert office.dropped == {"nothing_to_report": 1}
    assert office.amazon.reports == 2
    assert CATALOGUE not in office.amazon.paths()


def test_a_report_that_amazon_cancels_is_ordered_once_more_before_the_shop_is_empty(office):
    office.amazon.statuses = ["CANCELLED", "IN_QUEUE", "DONE"]

    office.done()

    assert office.amazon.reports == 2
    assert (len(office.products()), office.dropped, office.failures) == (2, {}, [])


def test_an_expired_link_is_asked_for_again(office):
    office.amazon.answers["/report"] = [httpx.Response(403, content=b"<Error/>"), None]

    office.done()

    assert sum("/documents/" in path for path in office.amazon.paths()) == 2
    assert (office.amazon.reports, len(office.products())) == (1, 2)


def test_rows_that_are_left_out_are_counted_once(office):
    office.amazon.rows += [a_row(asin(3), status="Incomplete"), "broken"]

    office.done()

    assert office.dropped == {"incomplete_listing": 1, "malformed_listing": 1}


def test_a_shop_that_has_no_products_has_no_pages_to_ask_for(office):
    office.amazon.rows = []

    assert office.done().batches == 0
    assert office.failures == []


def test_products_the_catalog_does_not_know_are_kept_and_counted(office):
    office.amazon.unknown = frozenset({asin(2)})

    office.done()

    assert office.products()[asin(2)].title == "Flask"
    assert office.products()[asin(1)].title == "Steel flask"
    assert office.dropped == {"kept_unknown_to_catalogue": 1}


def test_what_was_known_of_a_product_stays_when_the_catalog_forgets_it(office):
    office.done()
    office.world.runs.runs[ORG, RUN] = replace(office.world.runs.get(ORG, RUN), attempt=2)
    office.world.checkpoints.points.clear()
    memory = office.world.products.rows[ORG, f"US-{asin(1)}"]
    rated = memory.snapshot.model_copy(update={"average_rating": 4.5, "review_count": 90})
    office.world.products.rows[ORG, f"US-{asin(1)}"] = replace(memory, snapshot=rated)
    office.amazon.unknown = frozenset({asin(1)})

    office.done()

    product = office.products()[asin(1)]
    assert (product.title, product.brand) == ("Steel flask", "Northwind")
    assert (product.average_rating, product.review_count) == (4.5, 90)


def test_prices_that_are_refused_leave_those_of_the_report(office):
    office.amazon.answers[PRICES] = [REFUSED]

    office.done()

    assert {str(each.price) for each in office.products().values()} == {"24.90"}
    assert office.dropped == {"kept_without_price_answer": 2}
    assert office.failures == []


def test_an_identifier_the_catalog_refuses_costs_itself_alone(office):
    office.amazon.rows = [a_row(asin(n)) for n in range(4)]
    usual = office.amazon._usual

    def picky(request, path, method):
        bad = path == CATALOGUE and asin(2) in names(request, "identifiers")
        return REFUSED if bad else usual(request, path, method)

    office.amazon._usual = picky
    office.done()

    assert [each.title for each in office.products().values()].count("Steel flask") == 3
    assert office.dropped == {"kept_refused_by_catalogue": 1, "kept_unknown_to_catalogue": 1}
    raw = [line for line in office.world.lake.journal if "searchCatalogItems" in line]
    assert raw == ["raw searchCatalogItems 1", "raw searchCatalogItems 1-1"]


def test_a_bad_identifier_that_is_alone_on_the_last_page_costs_itself_alone(office):
    office.amazon.rows = [a_row(asin(n)) for n in range(21)]
    office.amazon.answers[CATALOGUE] = [None, REFUSED]

    outcome = office.done()

    assert (office.failures, outcome.batches) == ([], 2)
    assert len(office.products()) == 21
    assert office.dropped["kept_refused_by_catalogue"] == 1


def test_a_report_of_which_no_line_can_be_read_is_no_empty_shop(office):
    office.amazon.rows = [a_row(asin(n)) + "\tshifted" for n in range(3)]

    office.done()

    [failure] = office.failures
    assert failure.error == "MalformedAnswer"


def test_a_page_of_which_the_catalog_tells_nothing_ends_the_walk_for_this_attempt(office):
    office.amazon.rows = [a_row(asin(n)) for n in range(25)]
    office.amazon.answers[CATALOGUE] = [None, REFUSED]

    outcome = office.done()

    [failure] = office.failures
    assert (failure.subject[-5:], outcome.batches) == ("00002", 1)
    office.amazon.answers.clear()
    office.next_attempt()
    assert office.done().batches == 2
    assert office.amazon.reports == 1, "the report is still good"
    assert len(office.products()) == 25


@pytest.mark.parametrize("path", [CATALOGUE, PRICES, f"POST {REPORTS}"])
def test_a_missing_role_marks_the_seller(office, path):
    office.amazon.answers[path] = [NO_ROLE]

    with pytest.raises(RoleMissing):
        office.done()

    connection = office.world.connections.get(a_connection().grant)
    assert connection.status is ConnectionStatus.REAUTHORISE


def test_a_slot_too_far_is_waited_for_outside_and_nothing_is_asked_in_vain(office):
    def acquire(key, quota, max_wait_s):
        if key.operation == "getCompetitivePricing":
            raise SlotTooFar(key.operation, 3.2)
        return Unlimited.acquire(office.limiter, key, quota, max_wait_s)

    office.limiter.acquire = acquire
    office.call()
    outcome = office.call()

    assert (outcome.more, outcome.wait_s) == (True, 4)
    assert CATALOGUE not in office.amazon.paths()


def test_every_operation_has_its_own_bucket(office):
    keys = []

    def acquire(key, quota, max_wait_s):
        keys.append((key.seller_id, key.region, key.operation, quota.rate))
        return Unlimited.acquire(office.limiter, key, quota, max_wait_s)

    office.limiter.acquire = acquire
    office.done()

    assert {(operation.value, rate) for _, _, operation, rate in keys} == {
        ("createReport", 0.0167),
        ("getReport", 2.0),
        ("getReportDocument", 0.0167),
        ("searchCatalogItems", 2.0),
        ("getCompetitivePricing", 0.5),
    }


class Download:
    """One document by its link."""

    def __init__(self, *answers, plain=False):
        self.answers, self.requests = list(answers), []
        http = httpx.Client(transport=httpx.MockTransport(self))
        self.documents = SignedDocuments(http, plain=plain, sleep=lambda _: None)

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return streamed(answer.content, answer.status_code)

    def fetch(self, url=LINK, *, is_gzip=True):
        return self.documents.fetch(DocumentLink(url, is_gzip))


def test_a_plain_document_is_kept_compressed():
    document = Download(httpx.Response(200, content=b"a\tb")).fetch(is_gzip=False)

    assert gzip.decompress(document.gzipped) == b"a\tb"


def test_a_compressed_document_is_kept_as_it_came():
    body = gzip.compress(b"a\tb")

    assert Download(httpx.Response(200, content=body)).fetch().gzipped == body


@pytest.mark.parametrize(
    "failure",
    [httpx.ConnectError("x"), httpx.Response(503), httpx.Response(200, content=b"no gzip"),
     httpx.Response(200, content=gzip.compress(b"whole")[:-6])],
    ids=["refused", "503", "no gzip", "cut"],
)  # fmt: skip
def test_a_download_that_fails_is_tried_three_times(failure):
    download = Download(failure, failure, httpx.Response(200, content=gzip.compress(b"ok")))
    assert gzip.decompress(download.fetch().gzipped) == b"ok"

    broken = Download(failure)
    with pytest.raises(SourceUnavailable) as error:
        broken.fetch()
    assert len(broken.requests) == 3
    assert "hush" not in f"{error.value} {error.value.details}"


def test_a_document_that_unfolds_beyond_measure_is_refused(monkeypatch):
    monkeypatch.setattr(
        "shelfsignal.collection.adapters.sp_api.documents.MAX_DOCUMENT_BYTES", 100_000
    )
    bomb = gzip.compress(b" " * 10_000_000)

    for is_gzip, body in ((True, bomb), (False, b" " * 200_000)):
        with pytest.raises(SourceRefused, match="more than"):
            Download(httpx.Response(200, content=body)).fetch(is_gzip=is_gzip)


def test_a_redirect_is_not_followed():
    away = httpx.Response(302, headers={"location": "https://elsewhere.test/"})
    download = Download(away)

    with pytest.raises(SourceUnavailable):
        download.fetch()
    assert {each.url.host for each in download.requests} == {"s3.test"}


def test_a_link_without_encryption_is_followed_only_where_the_api_has_none():
    good = httpx.Response(200, content=gzip.compress(b"ok"))

    with pytest.raises(SourceRefused, match="not encrypted"):
        Download(good).fetch("http://s3.test/report")
    assert Download(good, plain=True).fetch("http://s3.test/report")


def test_a_link_that_is_over_says_so():
    with pytest.raises(LinkExpired):
        Download(httpx.Response(403)).fetch()


@pytest.mark.parametrize("url", ["https://s3.test:x/report", "https://s3.test/\x01"])
def test_a_link_that_is_none_is_refused(url):
    with pytest.raises(SourceRefused, match="its link is none"):
        Download(httpx.Response(200)).fetch(url)


@pytest.mark.parametrize("token", ["feed-token", "20"])
def test_a_walk_that_the_feed_began_is_begun_anew(office, token):
    points = office.world.checkpoints
    begun = points.load(a_scope())
    points.move(a_scope(), begun, begun.after_page(token), Counters(), CallTally())

    office.done()

    assert len(office.products()) == 2
    assert {key[-1] for key in office.world.lake.pages} == {"1"}
    assert office.failures == []


@pytest.mark.parametrize("prepared", ["ordered", "on page 2"])
def test_a_walk_that_the_listings_began_is_begun_anew_by_the_feed(office, prepared):
    office.amazon.rows = [a_row(asin(n)) for n in range(25)]
    office.amazon.statuses = ["IN_QUEUE"] if prepared == "ordered" else ["DONE"]
    office.call(seconds=0)
    for _ in range(3 if prepared == "on page 2" else 1):
        office.call(seconds=0)
    begun = office.world.checkpoints.load(a_scope())
    assert (begun.prepared is not None, begun.next_page) == (True, 1 + (prepared != "ordered"))
    office.amazon.answers["/v1/products"] = [httpx.Response(200, content=a_page(a_feed_item()))]
    office.collector = replace(office.collector, source=SimpleFeed(office.client(), 100))

    office.done()

    [asked] = [each for each in office.amazon.requests if each.url.path == "/v1/products"]
    assert "page_token" not in asked.url.params
    assert office.failures == []
    assert office.world.checkpoints.load(a_scope()).walk == 2
