from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.domain.jobs import ItemState, JobItem, JobStatus, Mark
from shelfsignal.kernel.ids import Asin, Marketplace, RunId
from tests.builders.accounts import NOW
from tests.unit.api.world import DEMO, RIVAL

US = Marketplace.US.marketplace_id


def order(**changes):
    return {
        "seller_id": "S1",
        "marketplace_id": US,
        "asins": ["B000000001", "B000000002"],
        **changes,
    }


def end_job(world, job_id, status, org=DEMO):
    job = world.jobs.get(org, RunId(job_id))
    world.jobs.replace(
        replace(job, status=status, started_at=NOW, finished_at=NOW + timedelta(seconds=90))
    )


def with_items(world, job_id, *items):
    world.jobs.add_items(world.jobs.get(DEMO, RunId(job_id)), items)


def test_a_job_is_accepted_and_its_execution_bears_its_name(world):
    answer = world.post("/v1/fetch/reviews", order(asins=["B000000001", "B000000001"]))

    assert answer.status == 202
    job = answer.json
    assert (job["status"], job["mode"], job["total_asins"]) == ("QUEUED", "incremental", 1)
    assert (job["marketplace_id"], job["attempt"], job["duration_seconds"]) == (US, 1, 0.0)
    ((name, document),) = world.job_executions.started
    assert name == f"{job['job_id']}-1"
    assert document == {"org_id": "demo", "job_id": job["job_id"], "attempt": 1}


def test_the_same_key_and_request_are_the_same_job_and_another_request_is_refused(world):
    first = world.post("/v1/fetch/reviews", order(), idempotency_key="k1")
    again = world.post("/v1/fetch/reviews", order(), idempotency_key="k1")
    other = world.post("/v1/fetch/reviews", order(mode="full"), idempotency_key="k1")
    rivals = world.post(
        "/v1/fetch/reviews", order(), idempotency_key="k1", x_api_key=world.new_key(RIVAL)
    )

    assert again.json["job_id"] == first.json["job_id"]
    assert (other.status, other.error["code"]) == (409, "idempotency_conflict")
    assert other.error["details"] == {"job_id": first.json["job_id"]}
    assert rivals.status == 202
    assert rivals.json["job_id"] != first.json["job_id"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"asins": []}, 400, "invalid_input"),
        ({"asins": ["B000000001"] * 501}, 400, "invalid_input"),
        ({"asins": ["../../etc"]}, 400, "invalid_input"),
        ({"marketplace_id": "ATLANTIS"}, 400, "invalid_input"),
        ({"marketplace_id": Marketplace.DE.marketplace_id}, 400, "invalid_input"),
        ({"seller_id": "NOBODY"}, 404, "seller_not_found"),
    ],
    ids=["no asin", "501 asins", "no asin's form", "no marketplace", "not sold there", "nobody"],
)
def test_what_cannot_be_fetched_is_refused(world, changes, status, code):
    answer = world.post("/v1/fetch/reviews", order(**changes))

    assert (answer.status, answer.error["code"]) == (status, code)
    assert world.job_executions.started == []


def test_a_seller_that_has_to_consent_again_is_said_so_before_anything_starts(world):
    grant = next(g for g in world.connections.rows if (g.org_id, g.region) == (DEMO, "NA"))
    world.connections.mark_reauthorise(grant, "invalid_grant")

    answer = world.post("/v1/fetch/reviews", order())

    assert answer.error["code"] == "reauthorise_seller"


def test_the_status_names_every_product_its_objects_and_its_error(world):
    job = world.post("/v1/fetch/reviews", order(day="2026-11-22")).json
    job_id = job["job_id"]
    done = JobItem(1, Asin("B000000001"), ItemState.DONE, pages=2, reviews=60, listing=True)
    broken = JobItem(2, Asin("B000000002")).failed("SourceRefused", "404: no such item")
    with_items(world, job_id, replace(done, mark=Mark(NOW)), broken)
    end_job(world, job_id, JobStatus.PARTIAL)

    shown = world.get(f"/v1/jobs/{job_id}/status").json

    root = f"demo/review_texts/US/2026/11/22/{job_id}/listReviewTexts-S1-B000000001-00000"
    keys = [f"raw/{root}{number}.json.gz" for number in (1, 2)]
    processed = f"normalised/demo/products/US/2026/11/22/{job_id}/S1-000001.jsonl.gz"
    figures = ("total_asins", "completed_asins", "failed_asins", "total_reviews_fetched")
    assert [shown[name] for name in figures] == [2, 1, 1, 60]
    assert (shown["status"], shown["duration_seconds"]) == ("PARTIAL", 90.0)
    assert (shown["s3_raw_keys"], shown["s3_processed_keys"]) == (keys, [processed])
    assert shown["errors"] == [
        {"asin": "B000000002", "error": "SourceRefused", "reason": "404: no such item"}
    ]
    assert [each["state"] for each in shown["results"]] == ["DONE", "FAILED"]


def test_products_are_paged_and_narrowed_to_those_that_failed(world):
    job_id = world.post("/v1/fetch/reviews", order()).json["job_id"]
    items = [JobItem(n, Asin(f"B00000000{n}")) for n in range(1, 6)]
    with_items(world, job_id, *(i.failed("X", "y") if i.number % 2 else i for i in items))
    path = f"/v1/jobs/{job_id}/status"

    first = world.get(path, {"state": "FAILED", "limit": 2}).json
    rest = world.get(path, {"state": "FAILED", "limit": 2, "cursor": first["cursor"]}).json

    listed = [each["asin"] for each in first["errors"] + rest["errors"]]
    assert listed == ["B000000001", "B000000003", "B000000005"]
    assert rest["cursor"] is None
    assert world.get(path, {"cursor": first["cursor"]}).error["code"] == "bad_cursor"


def test_an_open_job_is_cancelled_once_and_an_ended_one_is_not(world):
    job_id = world.post("/v1/fetch/reviews", order()).json["job_id"]

    first = world.post(f"/v1/jobs/{job_id}/cancel")
    second = world.post(f"/v1/jobs/{job_id}/cancel")
    end_job(world, job_id, JobStatus.CANCELLED)
    late = world.post(f"/v1/jobs/{job_id}/cancel")

    assert (first.status, first.json["cancel_requested"]) == (202, True)
    assert second.status == 202
    assert (late.status, late.error["code"]) == (409, "job_not_cancellable")


@pytest.mark.parametrize("status", [JobStatus.PARTIAL, JobStatus.FAILED, JobStatus.CANCELLED])
def test_what_is_left_is_retried_under_the_same_id(world, status):
    job_id = world.post("/v1/fetch/reviews", order()).json["job_id"]
    end_job(world, job_id, status)

    answer = world.post(f"/v1/jobs/{job_id}/retry")

    assert answer.status == 202
    assert (answer.json["attempt"], answer.json["status"]) == (2, "QUEUED")
    assert answer.json["finished_at"] is None
    assert world.job_executions.started[-1][0] == f"{job_id}-2"


def test_a_job_without_anything_left_is_not_retried(world):
    job_id = world.post("/v1/fetch/reviews", order()).json["job_id"]
    end_job(world, job_id, JobStatus.SUCCEEDED)

    assert world.post(f"/v1/jobs/{job_id}/retry").error["code"] == "job_not_retryable"


def test_a_job_whose_execution_was_aborted_counts_as_failed(world):
    job_id = world.post("/v1/fetch/reviews", order()).json["job_id"]
    asked = world.jobs.get(DEMO, RunId(job_id))
    world.jobs.replace(replace(asked, attempt_at=NOW - timedelta(minutes=5)))
    world.job_executions.running.clear()

    shown = world.get(f"/v1/jobs/{job_id}/status").json

    assert (shown["status"], shown["failure"]) == (
        "FAILED",
        "The execution ended without a word.",
    )


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/seller/S1/jobs"])
def test_jobs_are_listed_newest_first_a_page_at_a_time(world, path):
    made = [world.post("/v1/fetch/reviews", order()).json["job_id"] for _ in range(5)]
    pages = [world.get(path, {"limit": 2}).json]
    while cursor := pages[-1]["cursor"]:
        pages.append(world.get(path, {"limit": 2, "cursor": cursor}).json)

    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert [each["job_id"] for page in pages for each in page["items"]] == made[::-1]
    assert world.get(path, x_api_key=world.new_key(RIVAL)).json["items"] == []


def test_a_list_that_ends_with_its_page_has_no_cursor(world):
    for _ in range(2):
        world.post("/v1/fetch/reviews", order())

    assert world.get("/v1/jobs", {"limit": 2}).json["cursor"] is None


def test_a_cursor_is_of_its_list_alone(world):
    for _ in range(2):
        world.post("/v1/fetch/reviews", order())
    cursor = world.get("/v1/jobs", {"limit": 1}).json["cursor"]

    refused = world.get("/v1/seller/S1/jobs", {"limit": 1, "cursor": cursor})

    assert (refused.status, refused.error["code"]) == (400, "bad_cursor")
    rival = world.get("/v1/jobs", {"limit": 1, "cursor": cursor}, x_api_key=world.new_key(RIVAL))
    assert rival.status == 400


def test_jobs_of_a_seller_nobody_knows_are_not_found_and_of_files_there_may_be_none(world):
    assert world.get("/v1/seller/NOBODY/jobs").status == 404
    assert world.get("/v1/seller/CSV/jobs").json == {"items": [], "cursor": None}


def test_another_organisations_job_is_not_found(world):
    job_id = world.post("/v1/fetch/reviews", order()).json["job_id"]
    rival = world.new_key(RIVAL)

    for call in (
        world.get(f"/v1/jobs/{job_id}/status", x_api_key=rival),
        world.post(f"/v1/jobs/{job_id}/cancel", x_api_key=rival),
        world.post(f"/v1/jobs/{job_id}/retry", x_api_key=rival),
    ):
        assert (call.status, call.error["code"]) == (404, "job_not_found")


def test_reading_and_writing_jobs_are_two_scopes(world):
    job_id = world.post("/v1/fetch/reviews", order()).json["job_id"]
    reader = world.new_key(DEMO, Scope.JOBS_READ)

    assert world.get(f"/v1/jobs/{job_id}/status", x_api_key=reader).status == 200
    for path in (f"/v1/jobs/{job_id}/cancel", f"/v1/jobs/{job_id}/retry", "/v1/fetch/reviews"):
        assert world.post(path, order(), x_api_key=reader).status == 403
