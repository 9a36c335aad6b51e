"""Jobs, marks and files: the fakes and the real adapters keep the same contracts."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.collection.adapters.dynamo.job_items import DynamoMarks
from shelfsignal.collection.adapters.dynamo.jobs import DynamoJobs
from shelfsignal.collection.adapters.dynamo.products import DynamoProducts
from shelfsignal.collection.adapters.s3.job_lake import S3JobLake
from shelfsignal.collection.adapters.s3.uploads import PAGE_ROWS, S3Uploads, UploadedReviews
from shelfsignal.collection.domain.errors import CheckpointMoved, SourceRefused
from shelfsignal.collection.domain.job_errors import (
    IdempotencyConflict,
    JobNotFound,
    LostJob,
    UnreadableUpload,
    UploadMissing,
)
from shelfsignal.collection.domain.job_ports import Question, RequestKey
from shelfsignal.collection.domain.jobs import (
    ItemState,
    Job,
    JobItem,
    JobKind,
    JobMode,
    JobStatus,
    Mark,
    Upload,
)
from shelfsignal.collection.domain.products import ProductMemory, snapshot_of
from shelfsignal.collection.domain.review_csv import BadRow, read_csv
from shelfsignal.collection.domain.review_texts import TextsContext, parse_texts
from shelfsignal.collection.domain.upload_ports import FileReport
from shelfsignal.collection.services.open_review_job import task_of
from shelfsignal.kernel import lake
from shelfsignal.kernel.catalogue import ListingKind, ProductListing
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, RunId, SellerId
from shelfsignal.kernel.objects import S3Objects
from tests.builders.collection import DAY, NOW, ORG, SELLER, a_review
from tests.fakes.jobs import FakeJobs, FakeMarks
from tests.unit.collection.conftest import BUCKET, TABLE, client

ASIN, PRODUCT = Asin("B000000001"), ProductId("US-B000000001")


def a_job(number=1, org=ORG, **changes):
    job_id = RunId(f"01HJOB{number:020d}")
    job = Job(
        org, job_id, JobKind.REVIEW_FETCH, JobMode.FULL, SELLER, Marketplace.US, DAY, NOW, NOW,
        asins=(ASIN,),
    )  # fmt: skip
    return replace(job, **changes)


def a_key(key="k", request="r", hours=24):
    return RequestKey(key, request, NOW + timedelta(hours=hours))


@pytest.fixture(params=["fake", "dynamo"])
def jobs(request):
    if request.param == "fake":
        return FakeJobs()
    request.getfixturevalue("aws")
    return DynamoJobs(TABLE)


@pytest.fixture(params=["fake", "dynamo"])
def marks(request):
    if request.param == "fake":
        return FakeMarks()
    request.getfixturevalue("aws")
    return DynamoMarks(TABLE)


def test_a_job_comes_back_as_it_was_and_only_to_its_organisation(jobs):
    job = a_job(
        upload=Upload("q4.csv", 3, 1, is_stored=True),
        brands=frozenset({"Cask", "Brewline"}),
        confined_to=frozenset({"Cask"}),
        failure="x",
        started_at=NOW,
    )

    jobs.create(job, None)

    assert jobs.get(ORG, job.job_id) == job
    with pytest.raises(JobNotFound):
        jobs.get(OrgId("rival"), job.job_id)


def test_a_key_makes_one_job_per_request_until_it_expires(jobs):
    first = jobs.create(a_job(1), a_key())

    assert jobs.create(a_job(2), a_key()) == first
    with pytest.raises(IdempotencyConflict):
        jobs.create(a_job(3), a_key(request="another"))
    with pytest.raises(JobNotFound):
        jobs.get(ORG, a_job(3).job_id)
    rivals = a_job(4, OrgId("rival"))
    assert jobs.create(rivals, a_key()) == rivals
    late = a_job(5, created_at=NOW + timedelta(hours=25))
    assert jobs.create(late, a_key(hours=49)) == late


@pytest.mark.parametrize("seller", [None, SELLER], ids=["all sellers", "one seller"])
def test_jobs_come_newest_first_and_go_on_before_one(jobs, seller):
    other = SellerId("S9")
    for number in (1, 2, 3):
        jobs.create(a_job(number), a_key(f"k{number}"))
    jobs.create(a_job(4, OrgId("rival")), None)
    jobs.create(a_job(5, seller_id=other), None)

    def numbers(**wanted):
        found = jobs.listed(ORG, seller_id=seller, **wanted)
        return [int(job.job_id[-2:]) for job in found]

    assert numbers(limit=2) == ([3, 2] if seller else [5, 3])
    assert numbers(limit=2, before=a_job(3).job_id) == [2, 1]
    assert numbers(limit=2, before=a_job(2).job_id) == [1]
    assert numbers(limit=2, before=a_job(1).job_id) == []
    assert list(jobs.listed(OrgId("rival"), limit=10)) == [a_job(4, OrgId("rival"))]
    assert list(jobs.listed(ORG, limit=10, seller_id=SellerId("S8"))) == []


def test_only_one_of_two_writers_replaces_a_job(jobs):
    job = jobs.create(a_job(), None)

    cancelled = jobs.replace(replace(job, cancel_requested_at=NOW))
    with pytest.raises(LostJob):
        jobs.replace(replace(job, status=JobStatus.RUNNING))

    assert jobs.get(ORG, job.job_id) == cancelled
    assert jobs.replace(replace(cancelled, cancel_requested_at=None)).cancel_requested_at is None
    assert jobs.get(ORG, job.job_id).cancel_requested_at is None


def test_a_jobs_figures_are_the_sum_of_its_items_wherever_they_go(jobs):
    job = jobs.create(a_job(), None)
    items = [JobItem(number, ASIN) for number in (1, 2, 3)]
    jobs.add_items(job, items)
    first = jobs.move(ORG, job.job_id, items[0], items[0].after_page(50, "t"))
    mark = Mark(NOW, frozenset({"a", "b"}))
    done = first.after_page(60, None).fetched(reviews=60, listing=True, mark=mark)
    fetched = jobs.move(ORG, job.job_id, first, done)
    jobs.move(ORG, job.job_id, items[1], items[1].failed("SourceRefused", "404"))

    figures = jobs.get(ORG, job.job_id).figures

    assert (figures.total, figures.completed, figures.failed) == (3, 1, 1)
    assert (figures.reviews, figures.pages) == (60, 2)
    assert jobs.item(ORG, job.job_id, 1) == fetched
    with pytest.raises(CheckpointMoved):
        jobs.move(ORG, job.job_id, first, first.walked_again(1))
    jobs.move(ORG, job.job_id, fetched, fetched.walked_again(1))
    assert jobs.get(ORG, job.job_id).figures.reviews == 0


def test_items_come_in_order_after_one_and_by_state(jobs):
    job = jobs.create(a_job(), None)
    items = [JobItem(number, ASIN) for number in range(1, 13)]
    jobs.add_items(job, items)
    for item in items[::2]:
        jobs.move(ORG, job.job_id, item, item.failed("X", "y"))

    def numbers(**wanted):
        return [item.number for item in jobs.items(ORG, job.job_id, **wanted)]

    assert numbers(after=9) == [10, 11, 12]
    assert numbers(limit=3) == [1, 2, 3]
    assert numbers(state=ItemState.FAILED, after=3, limit=2) == [5, 7]
    with pytest.raises(JobNotFound):
        jobs.item(ORG, job.job_id, 99)


def test_a_mark_never_moves_backwards(marks):
    newer = Mark(NOW, frozenset({"a"}))

    assert marks.mark(ORG, PRODUCT, "review_texts") is None
    marks.put_mark(ORG, PRODUCT, "review_texts", newer)
    marks.put_mark(ORG, PRODUCT, "review_texts", Mark(NOW - timedelta(days=1)))

    assert marks.mark(ORG, PRODUCT, "review_texts") == newer
    assert marks.mark(OrgId("rival"), PRODUCT, "review_texts") is None


def test_a_products_face_is_remembered_whole(aws):
    face = snapshot_of(None, SELLER, Marketplace.US, ASIN)
    memory = ProductMemory(
        ORG, PRODUCT, "Flask", "N", "K", None, NOW, NOW, RunId("R"), 1, 1, snapshot=face
    )
    products = DynamoProducts(TABLE)

    products.remember([memory])

    assert products.recall(ORG, [PRODUCT]) == {PRODUCT: memory}


_DATES: tuple[dict[str, str], ...] = ({"updated_at": "2026-11-16T00:00:00Z"}, {})


def a_listing(task):
    return ProductListing(
        job_id=task.run_id,
        fetched_at=NOW,
        product=snapshot_of(None, SELLER, Marketplace.US, ASIN),
        kind=ListingKind.COMPLETE,
    )


def test_the_lake_keeps_pages_as_they_came_and_documents_as_analysis_takes_them(aws):
    objects = S3Objects(client("s3"), BUCKET)
    store, job = S3JobLake(objects), a_job()
    task = task_of(job, JobItem(7, ASIN))

    rows = [{**a_review(f"R{n}", text="a\u2028b"), **dated} for n, dated in enumerate(_DATES)]
    document = {"asin": ASIN, "pagination": {}, "reviews": rows}
    context = TextsContext(ASIN, Marketplace.US, DAY, str)
    reviews = parse_texts(json.dumps(document).encode(), context).reviews

    key = store.write_tasks(job, [task, task])
    store.save_raw(task, "review_texts", 1, b"\xff exactly")
    store.save_listing(task, a_listing(task))

    lines = objects.get(key).splitlines()
    assert [json.loads(line)["asin"] for line in lines] == [ASIN, ASIN]
    raw = lake.raw_texts_key(task, ASIN, 1, "review_texts")
    assert gzip.decompress(objects.get(raw)) == b"\xff exactly"
    store.save_page(task, 1, reviews)
    assert store.load_page(task, 1) == reviews
    with pytest.raises(NotFound):
        store.load_page(task, 2)
    (line,) = gzip.decompress(objects.get(lake.page_key(task.batch, 7))).splitlines()
    assert ProductListing.model_validate_json(line) == a_listing(task)
    assert json.loads(line)["reviews_count"] == 0


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (None, "Its reviews are stored, and were not analysed."),
        ({}, None),
        ({"failures": [{"product_id": PRODUCT, "code": "c", "reason": "why"}]}, "why"),
        ({"dropped": {"budget_exhausted": 2}}, "The budget for reading reviews is exhausted."),
    ],
    ids=["no result", "finished", "failed", "no money"],
)
def test_what_analysis_left_is_said_in_words(aws, result, words):
    objects = S3Objects(client("s3"), BUCKET)
    task = task_of(a_job(), JobItem(1, ASIN))
    if result is not None:
        objects.put_gzip(lake.result_key(task.batch), json.dumps(result).encode())

    assert S3JobLake(objects).analysis_failure(task) == words


def test_a_file_its_parts_and_its_report_come_back(aws):
    files, job = S3Uploads(lambda: client("s3"), BUCKET), a_job(kind=JobKind.CSV_UPLOAD)
    rows = "".join(f"{ASIN},5,2026-11-01,Good {n}\n" for n in range(PAGE_ROWS + 1))
    found = read_csv(f"asin,rating,date,text\n{rows}B1,5,2026-11-01,x\n".encode(), DAY)

    assert (files.size_bytes(job), files.report(job)) == (None, None)
    with pytest.raises(UploadMissing):
        files.read(job, 10)
    files.put(job, b"12345")
    files.put_parts(job, found.rows)
    files.put_report(job, FileReport.of(found))

    assert (files.size_bytes(job), files.read(job, 5)) == (5, b"12345")
    with pytest.raises(UnreadableUpload):
        files.read(job, 4)
    report = files.report(job)
    assert report == FileReport.of(found)
    assert report.bad == (BadRow(PAGE_ROWS + 3, "asin", "is not an ASIN: ten letters and digits"),)
    assert lake.upload_key(ORG, job.job_id) in files.link(job, 5, 60)


def test_the_parts_of_a_file_are_paged_like_any_source(aws):
    files, job = S3Uploads(lambda: client("s3"), BUCKET), a_job(kind=JobKind.CSV_UPLOAD)
    rows = "".join(f"{ASIN},5,2026-11-01,Good {n}\n" for n in range(PAGE_ROWS + 1))
    files.put_parts(job, read_csv(f"asin,rating,date,text\n{rows}".encode(), DAY).rows)
    source = UploadedReviews(S3Objects(client("s3"), BUCKET))
    session = source.session(task_of(job, JobItem(1, ASIN)), None, lambda: 1.0)
    context = TextsContext(ASIN, Marketplace.US, DAY, str)

    def page(token, asin=ASIN):
        return session.page(Question(asin, None, token), lambda body: parse_texts(body, context))

    first = page(None)
    rest = page(first.next_token)

    assert (len(first.reviews), len(rest.reviews), rest.next_token) == (PAGE_ROWS, 1, None)
    with pytest.raises(SourceRefused, match="expired"):
        page(None, Asin("B000000009"))
