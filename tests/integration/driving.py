"""How an integration test drives a local stack: wipe it, run it, read what it says."""

import email
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from local.seeding import seed
from local.stack import LocalStack

Json = dict[str, Any]
# What may differ between two runs that say the same: when, by which run, at which number.
VOLATILE = {
    *("run_id", "created_at", "last_change", "version", "cursor", "request_id"),
    *("tokens", "cost_usd", "computed_at", "updated_at"),
    *("moves", "cached", "stale_at", "last_run"),
}
_HTTP = httpx.Client(timeout=60, trust_env=False)
TABLES = ("CollectionTable", "InsightsTable")


def wipe(stack: LocalStack) -> None:
    """As after the first deployment: no runs, no insights, the mock as it started."""
    write_chaos(stack, [])
    admin(stack, "reset", {})
    table = stack.clients("dynamodb")
    for output in TABLES:
        name = stack.outputs[output]
        keys = [
            {"pk": item["pk"], "sk": item["sk"]}
            for page in table.get_paginator("scan").paginate(
                TableName=name, ProjectionExpression="pk, sk"
            )
            for item in page["Items"]
        ]
        for start in range(0, len(keys), 25):
            requests = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + 25]]
            table.batch_write_item(RequestItems={name: requests})
    _empty_bucket(stack)
    seed(stack.paths, stack.outputs, stack.options.ports.url("emulator"), stack.mock)


def bucket_name(stack: LocalStack) -> str:
    return str(stack.outputs["DataBucket"])


def _empty_bucket(stack: LocalStack) -> None:
    s3, bucket = stack.clients("s3"), bucket_name(stack)
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [
            {"Key": each["Key"], "VersionId": each["VersionId"]}
            for kind in ("Versions", "DeleteMarkers")
            for each in page.get(kind, [])
        ]
        if found:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": found, "Quiet": True})


def object_keys(stack: LocalStack, prefix: str) -> list[str]:
    pages = (
        stack.clients("s3")
        .get_paginator("list_objects_v2")
        .paginate(Bucket=bucket_name(stack), Prefix=prefix)
    )
    return [each["Key"] for page in pages for each in page.get("Contents", [])]


def page_by(stack: LocalStack, size: int) -> None:
    """Has collection ask for small pages, so that a small data set has many."""
    client, name = stack.clients("lambda"), "shelfsignal-local-collect_pages"
    variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    environment = {"Variables": {**variables, "PAGE_SIZE": str(size)}}
    client.update_function_configuration(FunctionName=name, Environment=environment)


def admin(stack: LocalStack, route: str, body: Json | None = None) -> Any:
    """One call of the mock's admin routes; without a body a GET."""
    url = f"{stack.options.ports.url('mock')}/admin/{route}"
    answer = _HTTP.get(url) if body is None else _HTTP.post(url, json=body)
    assert answer.is_success, (route, answer.status_code, answer.text)
    return answer.json()


def asins_of(stack: LocalStack, seller: Json, marketplace: str = "US") -> list[str]:
    """A hundred at most of the products that the seller's own token shows."""
    application, mock = admin(stack, "application"), stack.options.ports.url("mock")
    form = {"grant_type": "refresh_token", "refresh_token": seller["refresh_token"]}
    form |= {name: application[name] for name in ("client_id", "client_secret")}
    token = _HTTP.post(f"{mock}/auth/o2/token", data=form).json()["access_token"]
    query = {"limit": 100, "marketplace": marketplace}
    answer = _HTTP.get(f"{mock}/v1/products", params=query, headers={"x-amz-access-token": token})
    return [each["product_id"] for each in answer.json()["products"]]


def get(stack: LocalStack, path: str, **params: Any) -> Json:
    answer = stack.api("GET", path, params=params)
    assert answer.status_code == 200, (path, answer.status_code, answer.text)
    body: Json = answer.json()
    return body


def mailed_token(stack: LocalStack, address: str) -> str:
    """What the last mail to this address lets one do."""
    for path in sorted(stack.paths.mail.glob("*.eml"), reverse=True):
        message = email.message_from_bytes(path.read_bytes())
        if message["To"] == address:
            return str(re.findall(r"token=(\S+)", str(message.get_payload()))[0])
    raise AssertionError(address)


def start(stack: LocalStack, **body: Any) -> str:
    """Starts a run for the mock's day; its id."""
    body.setdefault("day", stack.mock.day())
    answer = stack.api("POST", "/v1/runs", json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["run_id"])


def until(
    what: Callable[[], Any], seconds: float = 120, every: float = 0.3, why: str = "the condition"
) -> Any:
    """The first truthy answer. Fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(every)
    message = f"{why} did not come true within {seconds} s"
    raise AssertionError(message)


def finished(stack: LocalStack, run_id: str, seconds: float = 240) -> Json:
    """The run once its status is final and its execution has ended."""

    def final() -> Json | None:
        run = get(stack, f"/v1/runs/{run_id}")
        return run if run["status"] != "RUNNING" else None

    run: Json = until(final, seconds, why=f"the end of run {run_id}")
    return run


def refresh(stack: LocalStack, **body: Any) -> Json:
    return finished(stack, start(stack, **body))


def resumed_until_done(stack: LocalStack, run: Json, attempts: int = 8) -> Json:
    """Resumes a run until nothing is left."""
    for _ in range(attempts):
        if run["status"] == "SUCCEEDED":
            return run
        answer = stack.api("POST", f"/v1/runs/{run['run_id']}/resume")
        assert answer.status_code == 202, answer.text
        run = finished(stack, run["run_id"])
    return run


def every_page(stack: LocalStack, path: str, **params: Any) -> Iterator[Json]:
    cursor = None
    while True:
        page = get(stack, path, **params, **({"cursor": cursor} if cursor else {}))
        yield from page["items"]
        cursor = page["cursor"]
        if cursor is None:
            return


def stable(document: Any) -> Any:
    """The document without what may differ between two runs that say the same."""
    if isinstance(document, dict):
        return {name: stable(part) for name, part in document.items() if name not in VOLATILE}
    if isinstance(document, list):
        return [stable(part) for part in document]
    return document


def content(stack: LocalStack) -> Json:
    """Everything a reader can see: products, insights, reviews, rollups."""
    cards = sorted(every_page(stack, "/v1/products", limit=100), key=lambda c: c["product_id"])
    details, reviews = {}, {}
    for card in cards:
        product = card["product_id"]
        details[product] = stable(get(stack, f"/v1/products/{product}"))
        found = list(every_page(stack, f"/v1/products/{product}/reviews", limit=100))
        found.sort(key=lambda each: str(each["review"]["review_id"]))
        reviews[product] = stable(found)
    return {
        "cards": stable(cards),
        "details": details,
        "reviews": reviews,
        "portfolio": stable(get(stack, "/v1/portfolio")),
        "top": stable(get(stack, "/v1/issues", kind="top")),
        "rising": stable(get(stack, "/v1/issues", kind="rising")),
    }


def write_chaos(stack: LocalStack, orders: list[Json]) -> None:
    """Orders for the emulator to kill Lambda processes; see local/emulator/chaos.py."""
    part = stack.paths.chaos.with_suffix(".part")
    # A different text each time, so that the same orders count anew.
    part.write_text(json.dumps([{**order, "at": time.time_ns()} for order in orders]))
    part.replace(stack.paths.chaos)


def strikes(stack: LocalStack) -> int:
    log = stack.paths.chaos.with_suffix(".json.log")
    return len(log.read_text().splitlines()) if log.exists() else 0
