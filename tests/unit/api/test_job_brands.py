"""A caller who sees some brands: jobs about products of others are not there, nor are started."""

import pytest

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.create_key import NewKey, create_key
from shelfsignal.collection.domain.jobs import JobStatus
from shelfsignal.collection.domain.products import ProductMemory
from shelfsignal.kernel.ids import ProductId, RunId
from tests.builders.accounts import NOW
from tests.unit.api.test_jobs import US, end_job, order
from tests.unit.api.test_uploads import CSV, opened
from tests.unit.api.world import DEMO

CASK, BREWLINE, UNKNOWN = "B000000001", "B000000002", "B000000003"


@pytest.fixture
def key(world):
    """Sees the brand Cask alone. No run has listed a product UNKNOWN."""
    for asin, brand in ((CASK, "Cask"), (BREWLINE, "Brewline")):
        product = ProductId(f"US-{asin}")
        world.products.rows[DEMO, product] = ProductMemory(
            DEMO, product, "A mug", brand, "Kitchen", None, NOW, NOW, RunId("R"), 1, 1
        )
    return key_for(world, "Cask")


def key_for(world, *brands):
    asked = NewKey(DEMO, "a test", frozenset(Scope), brands=frozenset(brands))
    return str(create_key(asked, world.keys, lambda: NOW).text)


def fetch(world, *asins, **headers):
    return world.post("/v1/fetch/reviews", order(asins=list(asins)), **headers)


def upload(world, **headers):
    return world.post("/v1/uploads", {"marketplace_id": US, "csv": CSV}, **headers)


@pytest.mark.parametrize("asin", [BREWLINE, UNKNOWN], ids=["another brand's", "unknown"])
def test_only_products_of_brands_seen_are_fetched(world, key, asin):
    refused = fetch(world, CASK, asin, x_api_key=key)

    assert (refused.status, refused.error["code"]) == (404, "not_found")
    assert refused.error["details"] == {"asins": [asin]}
    assert world.job_executions.started == []
    assert fetch(world, CASK, x_api_key=key).status == 202


def test_a_job_of_another_brands_products_is_not_there(world, key):
    for asins in ((CASK, BREWLINE), (UNKNOWN,)):
        job_id = fetch(world, *asins).json["job_id"]
        end_job(world, job_id, JobStatus.PARTIAL)
        for call in (
            world.get(f"/v1/jobs/{job_id}/status", x_api_key=key),
            world.post(f"/v1/jobs/{job_id}/cancel", x_api_key=key),
            world.post(f"/v1/jobs/{job_id}/retry", x_api_key=key),
        ):
            assert (call.status, call.error["code"]) == (404, "job_not_found")


def test_a_job_of_seen_brands_is_theirs_whoever_started_it(world, key):
    job_id = fetch(world, CASK).json["job_id"]
    fetch(world, BREWLINE)

    assert world.get(f"/v1/jobs/{job_id}/status", x_api_key=key).status == 200
    for path in ("/v1/seller/S1/jobs", "/v1/jobs"):
        listed = world.get(path, x_api_key=key).json["items"]
        assert [each["job_id"] for each in listed] == [job_id]
        assert len(world.get(path).json["items"]) == 2
    assert world.post(f"/v1/jobs/{job_id}/cancel", x_api_key=key).status == 202


def test_jobs_that_are_not_seen_leave_no_gap_in_a_list(world, key):
    mine = fetch(world, CASK).json["job_id"]
    for _ in range(4):
        fetch(world, BREWLINE)
    newest = fetch(world, CASK).json["job_id"]

    page = world.get("/v1/jobs", {"limit": 1}, x_api_key=key).json
    rest = world.get("/v1/jobs", {"limit": 1, "cursor": page["cursor"]}, x_api_key=key).json

    assert [each["job_id"] for each in page["items"] + rest["items"]] == [newest, mine]
    assert rest["cursor"] is None


def test_a_list_of_jobs_hardly_any_of_which_are_seen_goes_on_by_its_cursor(world, key):
    mine = fetch(world, CASK).json["job_id"]
    for _ in range(25):
        fetch(world, BREWLINE)

    first = world.get("/v1/jobs", {"limit": 1}, x_api_key=key).json
    rest = world.get("/v1/jobs", {"limit": 1, "cursor": first["cursor"]}, x_api_key=key).json

    assert first["items"] == []
    assert [each["job_id"] for each in rest["items"]] == [mine]
    assert rest["cursor"] is None


def test_a_file_brings_nothing_to_products_that_its_sender_does_not_see(world, key):
    job_id = upload(world, x_api_key=key).json["job_id"]

    opened(world, job_id)

    report = world.get(f"/v1/uploads/{job_id}", x_api_key=key).json
    assert [(row["line"], row["column"]) for row in report["rows"]] == [(3, "rating"), (4, "asin")]
    assert (report["upload"]["bad_rows"], report["total_asins"]) == (2, 1)
    assert list(world.files.parts[RunId(job_id)]) == [CASK]


def test_a_file_of_somebody_who_sees_everything_shows_once_its_products_are_known(world, key):
    job_id = upload(world).json["job_id"]
    path = f"/v1/uploads/{job_id}"

    before = world.get(path, x_api_key=key)
    opened(world, job_id)

    assert before.status == world.get(path, x_api_key=key).status == 404
    assert world.get(path, x_api_key=key_for(world, "Cask", "Brewline")).status == 200


def test_an_idempotency_key_opens_no_job_of_somebody_who_sees_more(world, key):
    upload(world, idempotency_key="k")

    answer = upload(world, idempotency_key="k", x_api_key=key)

    assert (answer.status, answer.error["code"]) == (409, "idempotency_conflict")
