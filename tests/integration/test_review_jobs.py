"""Review jobs on the deployed stack: what is fetched, what fails by name, and what is new."""

import httpx
import pytest

from local.stack import LocalStack
from shelfsignal.kernel.ids import Marketplace
from tests.integration.driving import Json, admin, asins_of, every_page, get, object_keys, until

US = Marketplace.US
PRODUCTS = 20
# The first two never answer as they should, however often they are asked.
BROKEN = {0: "400", 1: "not_json"}
_HTTP = httpx.Client(timeout=30, trust_env=False)


@pytest.fixture
def shelf(stack: LocalStack) -> tuple[str, list[str]]:
    """A seller, and some of its products as its own token shows them."""
    for seller in admin(stack, "sellers"):
        asins = asins_of(stack, seller, US.value)
        if len(asins) >= PRODUCTS:
            return seller["seller_id"], asins[:PRODUCTS]
    raise AssertionError("no seller has enough products in the US")


def start(stack: LocalStack, shelf: tuple[str, list[str]], **changes: object) -> str:
    seller, asins = shelf
    body = {"seller_id": seller, "marketplace_id": US.marketplace_id, "asins": asins}
    answer = stack.api(
        "POST", "/v1/fetch/reviews", json={**body, "day": stack.mock.day(), **changes}
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


def ended(stack: LocalStack, job_id: str) -> Json:
    def final() -> Json | None:
        job = get(stack, f"/v1/jobs/{job_id}/status", limit=100)
        return job if job["status"] not in {"QUEUED", "RUNNING"} else None

    job: Json = until(final, 180, every=0.5, why=f"the end of job {job_id}")
    return job


def written(stack: LocalStack, asin: str) -> int:
    """How many reviews the mock knows of a product."""
    url = f"{stack.options.ports.url('mock')}/admin/ground-truth/reviews"
    lines = _HTTP.get(url, params={"asin": asin, "marketplace": US.value}).text.splitlines()
    return len(lines)


def test_everything_is_fetched_or_named_a_retry_does_the_rest_and_then_only_what_is_new(
    stack: LocalStack, shelf: tuple[str, list[str]]
) -> None:
    _, asins = shelf
    orders = [
        {"kind": kind, "operation": "listReviewTexts", "asin": asins[place], "times": None}
        for place, kind in BROKEN.items()
    ]
    admin(stack, "faults", {"profile": "hostile", "hold_s": 6, "faults": orders})

    job = ended(stack, start(stack, shelf, mode="full"))

    assert (job["status"], job["total_asins"]) == ("PARTIAL", PRODUCTS), job
    assert {each["asin"] for each in job["errors"]} == {asins[place] for place in BROKEN}
    fetched = {each["asin"]: each["reviews"] for each in job["results"] if not each["error"]}
    assert fetched == {asin: written(stack, asin) for asin in asins[len(BROKEN) :]}
    assert job["total_reviews_fetched"] == sum(fetched.values())
    assert set(job["s3_raw_keys"]) == set(object_keys(stack, "raw/demo/review_texts/"))

    admin(stack, "reset", {"parts": ["faults", "traffic"]})
    answer = stack.api("POST", f"/v1/jobs/{job['job_id']}/retry")
    assert answer.status_code == 202, answer.text
    done = ended(stack, job["job_id"])

    assert (done["status"], done["attempt"], done["errors"]) == ("SUCCEEDED", 2, [])
    again = [each for each in done["results"] if each["asin"] not in fetched]
    assert requests(stack) == sum(each["pages"] for each in again)
    assert {each["asin"]: each["reviews"] for each in again} == {
        each["asin"]: written(stack, each["asin"]) for each in again
    }
    for asin in (asins[0], asins[-1]):
        shown = list(every_page(stack, f"/v1/products/US-{asin}/reviews", limit=100))
        assert len(shown) == written(stack, asin)

    admin(stack, "plant", {"kind": "add_review", "asin": asins[5], "marketplace": "US"})
    fresh = ended(stack, start(stack, shelf))

    assert fresh["status"] == "SUCCEEDED", fresh
    assert {each["asin"]: each["reviews"] for each in fresh["results"] if each["reviews"]} == {
        asins[5]: 1
    }


def requests(stack: LocalStack) -> int:
    rows = admin(stack, "stats")["operations"]
    return sum(row["requests"] for row in rows if row["operation"] == "listReviewTexts")
