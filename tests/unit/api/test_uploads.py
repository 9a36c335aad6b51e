from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.collection.services.open_review_job import JobOpening, open_review_job
from shelfsignal.collection.services.uploads import FileIntake
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.ids import Marketplace, RunId
from tests.builders.accounts import NOW
from tests.fakes.jobs import FakeJobLake
from tests.unit.api.world import DEMO, RIVAL

US = Marketplace.US.marketplace_id
BY_LINK = {"marketplace_id": US, "size_bytes": 120}
CSV = (
    "asin,rating,date,text,colour\n"
    "B000000001,5,2026-11-01,Good,red\n"
    "B000000001,7,2026-11-01,Bad,red\n"
    "B000000002,1,2026-11-02,Leaks,red\n"
)


def opened(world, job_id):
    job = world.jobs.get(DEMO, RunId(job_id))
    intake = FileIntake(world.files, world.products)
    opening = JobOpening(world.jobs, FakeJobLake(), {job.kind: intake}, lambda: NOW)
    return open_review_job(opening, DEMO, RunId(job_id), job.attempt)


def test_a_file_in_the_request_is_a_job_at_once_and_its_report_names_what_is_wrong(world):
    answer = world.post("/v1/uploads", {"marketplace_id": US, "csv": CSV, "filename": "q4.csv"})
    job_id = answer.json["job_id"]
    before = world.get(f"/v1/uploads/{job_id}").json

    left = opened(world, job_id).left
    shown = world.get(f"/v1/uploads/{job_id}").json

    assert (answer.status, answer.json["kind"], answer.json["upload_url"]) == (
        202,
        "csv_upload",
        None,
    )
    assert world.job_executions.started[0][0] == f"{job_id}-1"
    assert (before["encoding"], before["rows"]) == (None, [])
    assert (left, shown["total_asins"]) == (2, 2)
    assert shown["upload"] == {"filename": "q4.csv", "rows": 3, "bad_rows": 1, "is_stored": True}
    assert (shown["columns"], shown["ignored"]) == (["asin", "rating", "date", "text"], ["colour"])
    assert shown["rows"] == [
        {"line": 3, "column": "rating", "reason": "is not a whole number from 1 to 5"}
    ]


def test_a_large_file_is_put_to_a_link_and_started_when_it_is_there(world):
    job = world.post("/v1/uploads", BY_LINK).json
    path = f"/v1/uploads/{job['job_id']}/start"

    early = world.post(path)
    assert (early.status, early.error["code"]) == (409, "upload_missing")
    assert world.job_executions.started == []
    world.files.files[RunId(job["job_id"])] = b"x" * 50_000_001
    large = world.post(path)
    assert (large.status, large.error["code"]) == (400, "unreadable_upload")
    assert world.job_executions.started == []
    world.files.files[RunId(job["job_id"])] = CSV.encode()
    started = [world.post(path), world.post(path)]

    assert job["upload_url"].startswith("https://files.test/")
    assert job["upload_url"].endswith("&size=120")
    assert job["upload_expires_at"] == "2026-11-22T09:45:00.000Z"
    assert [each.status for each in started] == [202, 202]
    assert len(world.job_executions.started) == 1


def asked_long_ago(world, *, minutes=60, **headers):
    """The id of a job whose link was handed out that many minutes ago."""
    job_id = world.post("/v1/uploads", BY_LINK, **headers).json["job_id"]
    asked = world.jobs.get(DEMO, RunId(job_id))
    world.jobs.replace(replace(asked, attempt_at=NOW - timedelta(minutes=minutes)))
    return job_id


def test_a_job_that_waits_for_its_file_is_not_dead_and_can_be_cancelled(world):
    job_id = asked_long_ago(world, minutes=29)

    assert world.get(f"/v1/jobs/{job_id}/status").json["status"] == "QUEUED"
    assert world.post(f"/v1/jobs/{job_id}/cancel").json["status"] == "CANCELLED"
    assert world.post(f"/v1/uploads/{job_id}/start").status == 409


@pytest.mark.parametrize(
    "path",
    ["/v1/jobs/{}/status", "/v1/uploads/{}", "/v1/jobs", "/v1/seller/CSV/jobs"],
)
def test_a_job_whose_file_never_came_has_ended_when_its_link_ran_out(world, path):
    job_id = asked_long_ago(world)

    answer = world.get(path.format(job_id)).json
    [shown] = answer.get("items", [answer])

    assert (shown["status"], shown["finished_at"]) == ("CANCELLED", "2026-11-22T08:45:00.000Z")
    assert shown["failure"] == "Its file never came, and the link to put it to has run out."
    assert (shown["duration_seconds"], shown["upload"]["is_stored"]) == (0, False)
    assert world.jobs.get(DEMO, RunId(job_id)).status == "CANCELLED"
    for verb, code in (("cancel", "job_not_cancellable"), ("retry", "job_not_retryable")):
        refused = world.post(f"/v1/jobs/{job_id}/{verb}")
        assert (refused.status, refused.error["code"]) == (409, code)
    assert world.post(f"/v1/uploads/{job_id}/start").error["code"] == "job_not_cancellable"
    assert world.job_executions.started == []


def test_a_file_that_came_in_time_is_started_however_late(world):
    job_id = asked_long_ago(world)
    world.files.files[RunId(job_id)] = CSV.encode()

    assert world.get("/v1/jobs").json["items"][0]["status"] == "QUEUED"
    assert world.post(f"/v1/uploads/{job_id}/start").status == 202
    assert world.job_executions.started[0][0] == f"{job_id}-1"


def test_a_file_that_came_too_late_is_read_by_a_retry(world):
    job_id = asked_long_ago(world)
    assert world.get(f"/v1/uploads/{job_id}").json["status"] == "CANCELLED"
    world.files.files[RunId(job_id)] = CSV.encode()

    again = world.post(f"/v1/jobs/{job_id}/retry").json

    assert (again["status"], again["failure"], again["attempt"]) == ("QUEUED", None, 2)
    assert again["upload"]["is_stored"]
    assert opened(world, job_id).left == 2


def test_the_same_key_is_handed_a_new_link_until_the_job_has_ended(world):
    def again():
        return world.post("/v1/uploads", BY_LINK, idempotency_key="k").json

    job_id = asked_long_ago(world, minutes=20, idempotency_key="k")
    fresh = again()
    waiting = world.jobs.get(DEMO, RunId(job_id))
    assert (fresh["job_id"], fresh["status"]) == (job_id, "QUEUED")
    assert waiting.attempt_at >= NOW
    assert fresh["upload_expires_at"] == to_z(waiting.attempt_at + timedelta(minutes=15))

    world.jobs.replace(replace(waiting, attempt_at=NOW - timedelta(hours=1)))
    ended = again()
    assert (ended["job_id"], ended["status"]) == (job_id, "CANCELLED")
    assert (ended["upload_url"], ended["upload_expires_at"]) == (None, None)


def test_a_job_that_was_handed_over_meanwhile_is_not_closed(world, monkeypatch):
    job_id = RunId(asked_long_ago(world))
    stored = world.jobs.get(DEMO, job_id)

    def handed_over(job):
        upload = replace(job.upload, is_stored=True)
        world.jobs.replace(replace(stored, upload=upload, attempt_at=NOW))

    monkeypatch.setattr(world.files, "size_bytes", handed_over)

    assert world.get("/v1/jobs").json["items"][0]["upload"]["is_stored"]
    assert world.jobs.get(DEMO, job_id).status == "QUEUED"


def test_five_megabytes_come_along_and_more_do_not(world):
    line = "B000000001,5,2026-11-01,Good\n"
    text = "asin,rating,date,text\n" + line * (4_800_000 // len(line))

    assert world.post("/v1/uploads", {"marketplace_id": US, "csv": text}).status == 202
    refused = world.post("/v1/uploads", {"marketplace_id": US, "csv": text + line * 10_000})
    assert (refused.status, refused.error["details"]) == (413, {"limit_bytes": 5_000_000})
    other = world.post("/v1/runs", b" " * 1_000_001)
    assert (other.status, other.error["details"]) == (413, {"limit_bytes": 1_000_000})


def test_the_same_key_and_file_are_the_same_job(world):
    body = {"marketplace_id": US, "csv": CSV}
    first = world.post("/v1/uploads", body, idempotency_key="k")
    again = world.post("/v1/uploads", body, idempotency_key="k")
    other = world.post("/v1/uploads", {**body, "csv": CSV + "\n"}, idempotency_key="k")

    assert again.json["job_id"] == first.json["job_id"]
    assert other.error["code"] == "idempotency_conflict"


def test_a_file_for_somebody_elses_seller_or_job_is_not_found(world):
    job_id = world.post("/v1/uploads", {"marketplace_id": US, "csv": CSV}).json["job_id"]
    fetch = {"seller_id": "S1", "marketplace_id": US, "asins": ["B000000001"]}
    other = world.post("/v1/fetch/reviews", fetch).json["job_id"]

    stranger = world.post("/v1/uploads", {**BY_LINK, "seller_id": "NOBODY"})
    rival = world.get(f"/v1/uploads/{job_id}", x_api_key=world.new_key(RIVAL))

    assert (stranger.status, stranger.error["code"]) == (404, "seller_not_found")
    assert rival.status == world.get(f"/v1/uploads/{other}").status == 404


@pytest.mark.parametrize(
    "size",
    [{}, {"size_bytes": 0}, {"size_bytes": 50_000_001}, {"size_bytes": 10, "csv": CSV}],
    ids=["unstated", "empty", "over 50 MB", "both"],
)
def test_a_link_is_for_a_file_of_a_stated_size(world, size):
    answer = world.post("/v1/uploads", {"marketplace_id": US, **size})

    assert (answer.status, answer.error["details"]["field"]) == (400, "size_bytes")
    assert world.jobs.rows == {}
