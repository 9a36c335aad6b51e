"""For every placeholder of a path: an organisation's own id, and an id of nothing.

The tests walk all routes. A route whose placeholder is not here fails them: it has to say how
another organisation's id is made, or that the placeholder is no id of anybody's.
"""

import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from shelfsignal.accounts.domain.one_time import Purpose
from shelfsignal.collection.domain.jobs import JobStatus
from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId
from shelfsignal.runtime.web.routing import Route
from tests.builders.accounts import NOW
from tests.builders.collection import a_connection
from tests.unit.api.document import operation
from tests.unit.api.people import PASSWORD, TOKEN, email_of
from tests.unit.api.test_jobs import end_job
from tests.unit.api.test_runs import end
from tests.unit.api.world import DEMO, World


def _product(_world: World, org: OrgId) -> str:
    return "US-B07X6C9RMF" if org == DEMO else "US-B000RIVAL1"


def _run(world: World, org: OrgId) -> str:
    """One that can be resumed."""
    run_id: str = world.post("/v1/runs", x_api_key=world.new_key(org)).json["run_id"]
    end(world, run_id, RunStatus.PARTIAL, org=org)
    return run_id


def _seller(world: World, org: OrgId) -> str:
    """One whose consent was given."""
    seller = SellerId(f"A1{org.upper()}")
    connection = a_connection(seller, (Marketplace.US,), org)
    world.connections.put(connection)
    world.vault.put_refresh(connection.grant, "Atzr|token", NOW)
    return seller


def _job(world: World, org: OrgId, status: JobStatus = JobStatus.PARTIAL) -> str:
    """One that can be retried, unless told otherwise."""
    body = {"seller_id": "S1", "marketplace_id": "ATVPDKIKX0DER", "asins": ["B000000001"]}
    key = world.new_key(org)
    job_id: str = world.post("/v1/fetch/reviews", body, x_api_key=key).json["job_id"]
    end_job(world, job_id, status, org=org)
    return job_id


def _job_of(route: Route, world: World, org: OrgId) -> str:
    """An upload's routes know only jobs of files; only a job that goes on is cancelled."""
    if route.name == "cancel_job":
        return _job(world, org, JobStatus.RUNNING)
    if not route.path.startswith("/v1/uploads"):
        return _job(world, org)
    key = world.new_key(org)
    job_id: str = world.post(
        "/v1/uploads", {"marketplace_id": "ATVPDKIKX0DER", "size_bytes": 17}, x_api_key=key
    ).json["job_id"]
    world.files.files[RunId(job_id)] = b"asin,rating,date\n"
    return job_id


OWN: Final[dict[str, Callable[[World, OrgId], str]]] = {
    "product_id": _product,
    "run_id": _run,
    "user_id": lambda world, org: world.people.member(org),
    "invite_id": lambda world, org: world.people.invite(org),
    "key_id": lambda world, org: world.people.key(org),
    "view_id": lambda world, org: world.people.view(org),
    "export_id": lambda world, org: world.export(org),
    "seller_id": _seller,
    "job_id": _job,
}
NOBODYS: Final = {
    "product_id": "US-B000NOBODY",
    "run_id": "NOBODY",
    "user_id": "NOBODY",
    "invite_id": "NOBODY",
    "key_id": "0" * 16,
    "view_id": "NOBODY",
    "export_id": "NOBODY",
    "seller_id": "A1NOBODY",
    "job_id": "NOBODY",
}
# The same for everybody.
PLAIN: Final = {"n": "1", "review_id": "R1", "issue": "breaks_early", "file": "docs.js"}
# Where the document's example is not one that a service takes.
BODIES: Final[dict[str, Any]] = {
    "start_run": {},
    "start_upload": {"marketplace_id": "ATVPDKIKX0DER", "csv": "asin,rating,date\n"},
    "fetch_reviews": {
        "seller_id": "S1",
        "marketplace_id": "ATVPDKIKX0DER",
        "asins": ["B000000001"],
    },
    "decide_on_issue": {"status": "acknowledged"},
    "log_in": {"email": email_of(DEMO), "password": PASSWORD},
    "refresh_session": {},
    "reset_password": {"token": TOKEN[Purpose.RESET_PASSWORD], "password": "copper-lantern-42"},
    "change_password": {"current_password": PASSWORD, "new_password": "copper-lantern-42"},
    "verify_email": {"token": TOKEN[Purpose.VERIFY_EMAIL]},
    "accept_invite": {
        "token": TOKEN[Purpose.ACCEPT_INVITE],
        "name": "Carol",
        "password": "copper-lantern-42",
    },
    "change_member": {"role": "manager"},
    "create_invite": {"email": "eve@example.com", "role": "viewer"},
    "create_api_key": {"name": "ci", "scopes": ["runs:read"]},
}

# What succeeds only after something that the caller did before; tests of its own say so.
TAKES_TWO: Final = {"finish_consent"}


def placeholders(route: Route) -> list[str]:
    return [part[1:-1] for part in route.path.split("/") if part.startswith("{")]


def own_path(route: Route, world: World, org: OrgId = DEMO) -> str:
    """The route's path with ids that this organisation has."""
    ids = {name: OWN[name](world, org) for name in placeholders(route) if name not in PLAIN}
    if "job_id" in ids:
        ids["job_id"] = _job_of(route, world, org)
    return route.path.format(**PLAIN, **ids) + _needed_query(route)


def nobodys_path(route: Route) -> str:
    """The route's path with well-formed ids of nothing."""
    return route.path.format(**PLAIN, **NOBODYS) + _needed_query(route)


def _needed_query(route: Route) -> str:
    parameters = operation(route)["parameters"]
    needed = [each for each in parameters if each["in"] == "query" and each["required"]]
    return "?" + urlencode({each["name"]: each["example"] for each in needed}) if needed else ""


def good_body(route: Route) -> bytes:
    """A body that the route takes; empty when it takes none."""
    if not route.takes("body"):
        return b""
    content = operation(route)["requestBody"]["content"]["application/json"]
    return json.dumps(BODIES.get(route.name, content["example"])).encode()


def with_nonsense(path: str) -> str:
    """The path with a parameter that no route has."""
    return f"{path}{'&' if '?' in path else '?'}nonsense=1"
