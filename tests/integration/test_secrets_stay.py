"""Secrets stay where they are kept: a whole turn with them, then a search through everything.

What can be known is looked for by its text: the application's secret, refresh tokens, codes,
states, cookies, keys, passwords, mailed links, people's names. Tokens that are made on the way are
told by their shape.
"""

import base64
from collections.abc import Iterator

import pytest

from local.stack import LocalStack
from shelfsignal.kernel.ids import Marketplace, new_run_id
from tests.integration.driving import Json, admin, until
from tests.integration.everything import everything
from tests.integration.secret_turn import Turn, come_by_an_account, consent, plant_what_is_kept
from tests.searching import Search

US = Marketplace.US
# Reviewers have names in what arrived, as it arrived.
AS_IT_ARRIVED = ("s3 raw/", "s3 uploads/")


@pytest.fixture
def turn(stack: LocalStack) -> Iterator[Turn]:
    made = Turn(stack)
    with made.http:
        yield made


def test_nothing_secret_is_anywhere_but_where_it_is_kept(turn: Turn) -> None:
    plant_what_is_kept(turn)
    come_by_an_account(turn)
    seller = a_seller(turn)
    turn.stack.api("DELETE", f"/v1/sellers/{seller}")
    connect(turn, seller)
    asins = plant_reviewers(turn, seller)
    refresh(turn, seller)
    fetch(turn, seller, asins)
    upload(turn)
    answer_nonsense(turn)
    turn.call("DELETE", f"/v1/sellers/{seller}", ok=204)

    for where, content in everything(turn.stack):
        turn.search.put(where, content)

    assert seen_enough(turn.search)
    assert turn.search.findings() == []
    # What may be somewhere is there: the search sees.
    assert turn.search.at_home() == {n for n, (_, fine) in turn.search.secrets.items() if fine}


def a_seller(turn: Turn) -> str:
    """The one with the most products in the US."""
    sellers = admin(turn.stack, "sellers")
    return str(max(sellers, key=lambda each: each["products"]["US"])["seller_id"])


def connect(turn: Turn, seller: str) -> None:
    """By consent, at last: first everything that can fail does, and says our secrets back."""
    sold = {"operation": "getMarketplaceParticipations"}
    for faults in (
        [{"kind": "echo_400", "operation": "token"}],
        [{"kind": "echo_403", "operation": "token"}],
        [{"kind": "echo_500", "operation": "token", "times": 3}],
        [{"kind": "echo_403", **sold}],
        [{"kind": "echo_400", **sold}],
        [{"kind": "echo_500", **sold, "times": 3}],
    ):
        admin(turn.stack, "faults", {"clear": True, "faults": faults})
        assert "error=" in consent(turn, seller), faults
    admin(turn.stack, "faults", {"clear": True})
    assert f"connected={seller}" in consent(turn, seller)
    forged = {
        "state": f"walrus{new_run_id()}",
        "code": f"AN{new_run_id()}",
        "selling_partner_id": "A1",
    }
    turn.search.plant("forged state", forged["state"])
    turn.search.plant("forged code", forged["code"])
    turn.call("POST", "/v1/auth/amazon/callback", ok=400, json=forged)


def plant_reviewers(turn: Turn, seller: str) -> list[str]:
    """Some of the seller's products; the first has a reviewer with a name to be looked for."""
    found = asins_of(turn, seller)
    reviewer = {"reviewer_id": f"A{new_run_id()}", "reviewer_name": "Zephyrine Wonderwalrus"}
    planted = {"kind": "add_review", "asin": found[0], "marketplace": "US", "review": reviewer}
    admin(turn.stack, "plant", planted)
    for name, text in reviewer.items():
        turn.search.plant(name, text, fine_in=AS_IT_ARRIVED)
    return found


def asins_of(turn: Turn, seller: str) -> list[str]:
    """As the seller's own token shows them."""
    application = admin(turn.stack, "application")
    [given] = [each for each in admin(turn.stack, "sellers") if each["seller_id"] == seller]
    form = {name: application[name] for name in ("client_id", "client_secret")}
    form |= {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    mock = turn.stack.options.ports.url("mock")
    token = turn.http.post(f"{mock}/auth/o2/token", data=form).json()["access_token"]
    asked = {"limit": 100, "marketplace": US.value}
    page = turn.http.get(
        f"{mock}/v1/products", params=asked, headers={"x-amz-access-token": token}
    ).json()
    return [each["product_id"] for each in page["products"]]


def refresh(turn: Turn, seller: str) -> None:
    """A portfolio refresh whose source errs and echoes."""
    faults = [{"kind": "echo_500", "seller_id": seller, "times": 2}]
    faults += [{"kind": "echo_400", "seller_id": seller, "operation": "listReviews", "times": 2}]
    admin(turn.stack, "tokens", {"action": "expire_access", "seller_id": seller})
    admin(turn.stack, "faults", {"clear": True, "faults": faults})
    asked = {"day": turn.stack.mock.day(), "marketplaces": ["US"], "sellers": [seller]}
    run = turn.call("POST", "/v1/runs", ok=202, json=asked).json()["run_id"]
    ended(turn, f"/v1/runs/{run}")
    for part in ("steps", "failures"):
        turn.call("GET", f"/v1/runs/{run}/{part}", ok=200)


def fetch(turn: Turn, seller: str, asins: list[str]) -> None:
    """Review jobs: one with products that fail for good, one whose seller has to consent again."""
    of_texts = {"operation": "listReviewTexts", "times": None}
    faults = [
        {"kind": "echo_400", "asin": asins[1], **of_texts},
        {"kind": "echo_500", "asin": asins[2], **of_texts},
    ]
    order = {"seller_id": seller, "marketplace_id": US.marketplace_id, "mode": "full"}
    for some, wrong, status in (
        (asins[:5], faults, "PARTIAL"),
        (asins[:1], [{"kind": "echo_403", **of_texts}], "FAILED"),
    ):
        admin(turn.stack, "faults", {"clear": True, "faults": wrong})
        asked = {**order, "asins": some}
        job = turn.call("POST", "/v1/fetch/reviews", ok=202, json=asked).json()["job_id"]
        assert ended(turn, f"/v1/jobs/{job}/status")["status"] == status
    admin(turn.stack, "faults", {"clear": True})
    shown = turn.call("GET", "/v1/sellers", ok=200).json()["items"]
    assert [each["status"] for each in shown] == ["REAUTHORISE"]
    turn.call("GET", f"/v1/seller/{seller}/tokens", ok=200)
    turn.call("GET", f"/v1/products/US-{asins[0]}/reviews", ok=200)


def upload(turn: Turn) -> None:
    """A file whose reviewers have names."""
    name, person = "Quirinus Walrusworth", f"R{new_run_id()}"
    csv = "asin,rating,date,text,reviewer_id,reviewer_name\n" + "".join(
        f"B0WALRUS01,{rating},2026-11-01,Fine,{person},{name}\n" for rating in (4, 9)
    )
    turn.search.plant("the file's reviewer", name, fine_in=AS_IT_ARRIVED)
    turn.search.plant("the file's reviewer's id", person, fine_in=AS_IT_ARRIVED)
    asked = {"marketplace_id": US.marketplace_id, "csv": csv}
    job = turn.call("POST", "/v1/uploads", ok=202, json=asked).json()["job_id"]
    assert ended(turn, f"/v1/jobs/{job}/status")["status"] == "SUCCEEDED"
    turn.call("GET", f"/v1/uploads/{job}", ok=200)


def answer_nonsense(turn: Turn) -> None:
    """Secrets where none belong: in bodies that are refused, in addresses, in headers."""
    stray = f"Atzr|IwWalrus{new_run_id()}"
    turn.search.plant("a stray token", stray.partition("|")[2])
    shut = {**turn.headers}
    for path in ("/v1/auth/login", "/v1/runs", "/v1/fetch/reviews", "/v1/uploads"):
        turn.call("POST", path, json={"refresh_token": stray, "password": [stray], stray: stray})
        turn.call("POST", path, content=b'{"password": "' + stray.encode())
    for query in ({"state": stray}, {"token": stray}, {stray: "1"}):
        turn.call("GET", "/v1/products", params=query)
        turn.call("GET", "/v1/auth/amazon/callback", params={**query, "spapi_oauth_code": stray})
    basic = base64.b64encode(f"ada:{stray}".encode()).decode()
    for header in (f"Bearer {stray}", f"Basic {basic}", stray):
        turn.headers = {"authorization": header}
        turn.call("GET", "/v1/products", ok=401)
        turn.headers = {"x-api-key": stray}
        turn.call("GET", "/v1/products", ok=401)
    turn.headers = shut


def ended(turn: Turn, path: str) -> Json:
    def final() -> Json | None:
        shown: Json = turn.call("GET", path, ok=200).json()
        return shown if shown["status"] not in {"QUEUED", "RUNNING"} else None

    found: Json = until(final, 90, every=0.5, why=f"the end of {path}")
    return found


def seen_enough(search: Search) -> bool:
    """Whether each kind of place was there to be searched at all."""
    kinds = {where.partition(" ")[0] for where, _ in search.pieces}
    return {"log", "s3", "dynamodb", "execution", "function", "file", "answer"} <= kinds
