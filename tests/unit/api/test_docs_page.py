"""The docs page in a browser: it shows every route, and needs nothing from anywhere else."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Page, sync_playwright

from tests.fakes.gateway import PREFIX, gateway
from tests.unit.api.document import ALL
from tests.unit.api.world import World

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
FILES = ("swagger-ui.css", "docs.css", "swagger-ui-bundle.js", "docs.js")


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(gateway(World().app), host="127.0.0.1", port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page()
        browser.close()


def test_the_page_shows_every_route_from_one_origin_without_a_complaint(origin, page):
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{origin}{PREFIX}/v1/docs")
    page.wait_for_selector(".opblock")

    assert page.locator(".opblock").count() == len(ALL)
    page.locator("#operations-health-show_health .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.wait_for_selector(".live-responses-table .response")
    assert '"status": "ok"' in page.locator(".live-responses-table").inner_text()
    assert complaints == []
    assert {f"{part.scheme}://{part.netloc}" for part in map(urlsplit, asked)} == {origin}


def test_the_policy_lets_nothing_be_written_into_the_page(world):
    policy = world.get("/v1/docs").headers["content-security-policy"]

    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_the_page_may_be_kept_for_an_hour(world, file):
    answer = world.get(f"/v1/docs/{file}", x_api_key="")

    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["content-type"].startswith(("text/css", "text/javascript"))


@pytest.mark.parametrize("file", ["docs.html", "..%2fopenapi.json", "swagger-ui.css.map"])
def test_no_other_file_is_served(world, file):
    answer = world.get(f"/v1/docs/{file}")

    assert (answer.status, answer.error["details"]["field"]) == (400, "file")
