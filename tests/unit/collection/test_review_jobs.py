"""A job from its opening to its end, on fakes."""

import json

import pytest

from shelfsignal.collection.domain.connections import ConnectionStatus
from shelfsignal.collection.domain.errors import (
    MalformedAnswer,
    ReauthoriseSeller,
    SlotTooFar,
    SourceRefused,
    SourceUnavailable,
    StaleAttempt,
)
from shelfsignal.collection.domain.jobs import (
    ItemState,
    Job,
    JobKind,
    JobMode,
    JobStatus,
    cancelled,
    retried,
)
from shelfsignal.collection.domain.products import ProductMemory
from shelfsignal.collection.services.close_review_job import JobClosing, close_review_job
from shelfsignal.collection.services.fetch_reviews import Fetching, fetch_reviews
from shelfsignal.collection.services.job_commands import JobFailureEvent
from shelfsignal.collection.services.open_review_job import AsAsked, JobOpening, open_review_job
from shelfsignal.collection.services.record_job_failure import record_job_failure
from shelfsignal.kernel.catalogue import ListingKind, ProductSnapshot
from shelfsignal.kernel.clock import from_z
from shelfsignal.kernel.ids import Asin, Marketplace, ProductId, RunId
from tests.builders.collection import DAY, NOW, ORG, SELLER, a_connection, a_review
from tests.fakes.collection import FakeConnections, FakeProducts, FakePseudonyms
from tests.fakes.jobs import FakeJobLake, FakeJobs, FakeMarks, FakeTexts

JOB = RunId("01HJOB0000000000000000000A")
ONE, TWO = Asin("B000000001"), Asin("B000000002")
MONDAY, TUESDAY = "2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z"


def page(asin, *reviews, token=None):
    rows = [{"updated_at": MONDAY, **each} for each in reviews]
    document = {
        "asin": asin,
        "marketplaceId": "ATVPDKIKX0DER",
        "numberOfResults": len(rows),
        "pagination": {"nextToken": token} if token else {},
        "reviews": rows,
    }
    return json.dumps(document).encode()


class World:
    """Everything a job needs; time never runs out unless told so."""

    def __init__(self, *asins, mode=JobMode.FULL, kind=JobKind.REVIEW_FETCH):
        self.jobs, self.marks, self.lake = FakeJobs(), FakeMarks(), FakeJobLake()
        self.texts = FakeTexts(asks_amazon=kind is JobKind.REVIEW_FETCH)
        self.connections, self.products = FakeConnections(), FakeProducts()
        self.connections.put(a_connection())
        self.kind, self.seconds = kind, 300.0
        self.ask(JOB, *asins, mode=mode)

    def ask(self, job_id, *asins, mode):
        job = Job(ORG, job_id, self.kind, mode, SELLER, Marketplace.US, DAY, NOW, NOW, asins=asins)
        self.jobs.create(job, None)

    def open(self, job_id=JOB):
        opening = JobOpening(self.jobs, self.lake, {self.kind: AsAsked()}, lambda: NOW)
        attempt = self.job(job_id).attempt
        opened = open_review_job(opening, ORG, job_id, attempt)
        assert opened.left == len(self.lake.tasks[job_id, attempt])
        return self.lake.tasks[job_id, attempt]

    def fetch(self, task):
        fetching = Fetching(
            sources={self.kind: self.texts},
            jobs=self.jobs,
            marks=self.marks,
            products=self.products,
            connections=self.connections,
            pseudonyms=FakePseudonyms(),
            lake=self.lake,
            clock=lambda: NOW,
        )
        return fetch_reviews(fetching, task, lambda: self.seconds)

    def close(self, job_id=JOB):
        closing = JobClosing(self.jobs, self.marks, self.lake, lambda: NOW)
        return close_review_job(closing, ORG, job_id, self.job(job_id).attempt)

    def fail(self, task, error="SourceRefused"):
        event = JobFailureEvent(
            input=task.model_dump(mode="json"), error=error, cause='{"errorMessage": "404"}'
        )
        return record_job_failure(self.jobs, lambda: NOW, event.report())

    def job(self, job_id=JOB):
        return self.jobs.get(ORG, job_id)

    def item(self, number=1, job_id=JOB):
        return self.jobs.item(ORG, job_id, number)

    def retry(self):
        self.jobs.replace(retried(self.job(), NOW))


def test_every_page_is_raw_before_its_token_is_followed_and_the_document_is_canonical():
    world = World(ONE)
    world.texts.answers = {
        (ONE, None): [page(ONE, a_review("R1"), token="t")],
        (ONE, "t"): [page(ONE, a_review("R2", rating=1))],
    }
    (task,) = world.open()
    world.texts.before = lambda q: world.lake.journal.append(f"ask {q.token}")

    outcome = world.fetch(task)

    assert world.lake.journal == [
        *("ask None", f"raw {ONE} 1", "ask t", f"raw {ONE} 2"),
        f"listing {ONE}",
    ]
    assert (outcome.more, outcome.analyse) == (False, True)
    document = world.lake.listings[ONE].to_document()
    assert (document["job_id"], document["asin"], document["seller_id"]) == (JOB, ONE, SELLER)
    assert (document["reviews_count"], document["marketplace_id"]) == (2, "ATVPDKIKX0DER")
    assert document["meta"]["pages_fetched"] == 2
    assert document["reviews"][0]["display_name"].startswith("reviewer-")
    assert world.lake.listings[ONE].kind is ListingKind.COMPLETE
    item = world.item()
    assert (item.state, item.pages, item.reviews) == (ItemState.FETCHED, 2, 2)


def test_a_call_that_runs_out_of_time_goes_on_where_it_was():
    world = World(ONE)
    world.texts.answers = {
        (ONE, None): [page(ONE, a_review("R1"), token="t")],
        (ONE, "t"): [SlotTooFar("listReviewTexts", 41.2), page(ONE, a_review("R2"))],
    }
    (task,) = world.open()

    first = world.fetch(task)
    second = world.fetch(task)

    assert (first.more, first.wait_s) == (True, 42)
    assert (second.more, second.analyse) == (False, True)
    assert [q.token for q in world.texts.asked] == [None, "t", "t"]
    assert world.lake.listings[ONE].reviews_count == 2


def test_a_refused_token_is_worth_one_walk_from_the_first_page_and_nothing_counts_twice():
    world = World(ONE)
    refused = SourceRefused("listReviewTexts", 400, "token expired")
    world.texts.answers = {
        (ONE, None): [page(ONE, a_review("R1"), token="t")],
        (ONE, "t"): [refused, page(ONE, a_review("R2"))],
    }
    (task,) = world.open()

    world.fetch(task)

    assert world.job().figures.reviews == 2
    assert (world.item().pages, world.item().rewalked_in) == (2, 1)
    world = World(ONE)
    world.texts.answers = {
        (ONE, None): [page(ONE, a_review("R1"), token="t")],
        (ONE, "t"): [refused],
    }
    (task,) = world.open()
    with pytest.raises(SourceRefused, match="token expired"):
        world.fetch(task)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Service Unavailable</body></html>",
        b"[]",
        b'{"asin": "B000000001", "reviews": []}',
        page(TWO),
        b'{"asin": "B000000001", "reviews": {}, "pagination": {}}',
        b'{"asin": "B000000001", "reviews": [], "pagination": {"nextToken": ""}}',
    ],
    ids=["empty", "html", "a list", "no pagination", "another's", "no list", "empty token"],
)
def test_what_is_no_page_is_never_an_empty_page(body):
    world = World(ONE)
    world.texts.answers = {(ONE, None): [body]}
    (task,) = world.open()

    with pytest.raises(MalformedAnswer):
        world.fetch(task)

    assert world.item().state is ItemState.PENDING
    assert world.lake.raw == {}


def test_a_token_that_leads_back_is_refused():
    world = World(ONE)
    world.texts.answers = {
        (ONE, None): [page(ONE, a_review("R1"), token="t")],
        (ONE, "t"): [page(ONE, a_review("R2"), token="t")],
    }
    (task,) = world.open()

    with pytest.raises(MalformedAnswer, match="leads back"):
        world.fetch(task)


def test_an_incremental_job_asks_for_and_keeps_only_what_is_new():
    world = World(ONE)
    world.texts.answers = {(ONE, None): [page(ONE, a_review("R1"), a_review("R2"))]}
    (task,) = world.open()
    world.fetch(task)
    world.close()
    later = RunId("01HJOB0000000000000000000B")
    world.ask(later, ONE, mode=JobMode.INCREMENTAL)
    edited = a_review("R2", text="It leaks now.", updated_at=TUESDAY)
    world.texts.answers = {(ONE, None): [page(ONE, edited, a_review("R1"))]}
    (task,) = world.open(later)

    outcome = world.fetch(task)
    world.close(later)

    assert world.texts.asked[-1].since == from_z(MONDAY)
    assert outcome.analyse
    listing = world.lake.listings[ONE]
    assert [each.body for each in listing.reviews] == ["It leaks now."]
    assert listing.kind is ListingKind.PARTIAL
    assert world.job(later).figures.reviews == 1
    assert world.marks.rows[ORG, ProductId(f"US-{ONE}"), "review_texts"].at == from_z(TUESDAY)


def test_nothing_new_is_not_analysed_and_done():
    world = World(ONE, mode=JobMode.INCREMENTAL)
    world.texts.answers = {(ONE, None): [page(ONE, a_review("R1"))]}
    (task,) = world.open()
    world.fetch(task)
    world.close()
    later = RunId("01HJOB0000000000000000000B")
    world.ask(later, ONE, mode=JobMode.INCREMENTAL)
    world.lake.listings.clear()
    (task,) = world.open(later)

    outcome = world.fetch(task)

    assert (outcome.analyse, world.lake.listings) == (False, {})
    assert world.close(later).status is JobStatus.SUCCEEDED


def test_a_cancelled_job_stops_at_its_next_page():
    world = World(ONE, TWO)
    world.texts.answers = {
        (ONE, None): [page(ONE, a_review("R1"), token="t")],
        (ONE, "t"): [page(ONE, a_review("R2"))],
    }
    first, second = world.open()
    world.texts.before = lambda _: world.jobs.replace(cancelled(world.job(), NOW))

    stopped = world.fetch(first)
    world.fetch(second)
    closed = world.close()

    assert (stopped.more, stopped.analyse) == (False, False)
    assert [q.token for q in world.texts.asked] == [None]
    assert closed.status is JobStatus.CANCELLED
    assert (world.item(1).state, world.item(1).pages) == (ItemState.PENDING, 1)


def test_a_retry_completes_only_what_failed():
    world = World(ONE, TWO)
    world.texts.answers = {
        (ONE, None): [page(ONE, a_review("R1"))],
        (TWO, None): [SourceUnavailable("listReviewTexts", "503"), page(TWO, a_review("R2"))],
    }
    first, second = world.open()
    world.fetch(first)
    with pytest.raises(SourceUnavailable):
        world.fetch(second)
    world.fail(second, "SourceUnavailable")
    closed = world.close()

    assert (closed.status, closed.figures.completed, closed.figures.failed) == (
        JobStatus.PARTIAL,
        1,
        1,
    )
    assert (world.item(2).error, world.item(2).reason) == ("SourceUnavailable", "404")

    world.retry()
    (again,) = world.open()
    world.fetch(again)
    done = world.close()

    assert again.asin == TWO
    assert (done.status, done.figures.completed, done.figures.failed) == (
        JobStatus.SUCCEEDED,
        2,
        0,
    )
    assert [q.asin for q in world.texts.asked] == [ONE, TWO, TWO]
    assert world.item(2).error is None


def test_what_was_not_analysed_is_named_and_a_retry_fetches_nothing():
    world = World(ONE)
    world.texts.answers = {(ONE, None): [page(ONE, a_review("R1"))]}
    (task,) = world.open()
    world.fetch(task)
    world.lake.left[ONE] = "The budget for reading reviews is exhausted."
    assert world.close().status is JobStatus.FAILED
    assert world.item().reason == "The budget for reading reviews is exhausted."
    assert world.marks.rows == {}

    world.lake.left.clear()
    world.retry()
    (task,) = world.open()
    outcome = world.fetch(task)

    assert (outcome.analyse, len(world.texts.asked)) == (True, 1)
    assert world.close().status is JobStatus.SUCCEEDED
    assert world.marks.rows != {}


def test_a_seller_whose_consent_is_refused_is_marked_and_not_asked_again():
    world = World(ONE, TWO)
    world.texts.answers = {(ONE, None): [ReauthoriseSeller(SELLER, "invalid_grant")]}
    first, second = world.open()

    for task in (first, second):
        with pytest.raises(ReauthoriseSeller):
            world.fetch(task)

    assert len(world.texts.asked) == 1
    (connection,) = world.connections.rows.values()
    assert connection.status is ConnectionStatus.REAUTHORISE
    assert connection.status_reason == "invalid_grant"


def test_a_product_keeps_the_face_that_a_run_gave_it():
    world = World(ONE)
    face = ProductSnapshot(
        asin=ONE,
        marketplace=Marketplace.US,
        seller_id=SELLER,
        title="Flask",
        brand="Northwind",
        category="Kitchen",
        price="24.90",
        currency="USD",
    )
    memory = ProductMemory(
        ORG, face.product_id, "Flask", "Northwind", "Kitchen", None, NOW, NOW, JOB, 1, 1,
        snapshot=face,
    )  # fmt: skip
    world.products.rows[ORG, face.product_id] = memory
    world.texts.answers = {(ONE, None): [page(ONE, a_review("R1"))]}
    (task,) = world.open()
    world.fetch(task)

    assert world.lake.listings[ONE].product == face


def test_a_file_is_a_source_without_a_consent_whose_rest_is_not_deleted():
    world = World(ONE, kind=JobKind.CSV_UPLOAD)
    world.connections.rows.clear()
    world.texts.answers = {(ONE, None): [page(ONE, a_review("R1"))]}
    (task,) = world.open()

    world.fetch(task)

    assert world.lake.listings[ONE].kind is ListingKind.PARTIAL
    assert world.close().status is JobStatus.SUCCEEDED
    assert world.marks.rows == {}


def test_opening_and_closing_twice_change_nothing_and_an_old_attempt_is_refused():
    world = World(ONE)
    world.texts.answers = {(ONE, None): [page(ONE, a_review("R1"))]}
    (task,) = world.open()
    world.fetch(task)

    assert world.open() == [task]
    assert world.item().state is ItemState.FETCHED
    assert world.close() == world.close()
    opening = JobOpening(world.jobs, world.lake, {world.kind: AsAsked()}, lambda: NOW)
    with pytest.raises(StaleAttempt):
        open_review_job(opening, ORG, JOB, 1)


def test_a_part_that_ended_without_a_word_is_named():
    world = World(ONE)
    world.open()

    closed = world.close()

    assert (closed.status, world.item().error) == (JobStatus.FAILED, "Unfinished")


def test_a_job_that_breaks_off_says_where():
    world = World(ONE)
    world.open()
    event = JobFailureEvent(
        input={"org_id": ORG, "job_id": JOB, "attempt": 1},
        error="UnreadableUpload",
        cause='{"errorMessage": "The heading lacks date."}',
        stage="OpenReviewJob",
    )

    record_job_failure(world.jobs, lambda: NOW, event.report())

    assert world.job().status is JobStatus.FAILED
    assert world.job().failure == "OpenReviewJob: UnreadableUpload: The heading lacks date."
    assert JobFailureEvent(input={"org_id": ORG}).report() is None
