"""The real process over real sockets: the ready line, cut connections, held answers."""

import json
import subprocess
import sys

import httpx
import pytest


@pytest.fixture(scope="module")
def server():
    """A running mock; its base URL."""
    command = [sys.executable, "-m", "mock_amazon", "--port", "0", "--products", "60", "--sellers",
               "1", "--now", "2026-11-22", "--rate", "1000", "--burst", "1000"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = json.loads(process.stdout.readline())
    yield line
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


@pytest.fixture
def ask(server):
    """Asks for a page as the seller; another call plants a fault first."""
    with httpx.Client(base_url=server["ready"], timeout=5) as client:
        application = client.get("/admin/application").json()
        seller = client.get("/admin/sellers").json()[0]
        form = {"grant_type": "refresh_token", "refresh_token": seller["refresh_token"]}
        token = client.post("/auth/o2/token", data={**form, **application}).json()["access_token"]

        def request(fault=None, **options):
            if fault:
                client.post("/admin/faults", json={"clear": True, "faults": [fault]})
            headers = {"x-amz-access-token": token}
            return client.get("/v1/products", params={"limit": 50}, headers=headers, **options)

        yield request


def test_the_ready_line_tells_where_and_what(server):
    assert server["ready"] == f"http://127.0.0.1:{server['port']}"
    assert server["products"] == 60
    assert server["now"].startswith("2026-11-22T00:00:0")
    assert len(server["sellers"]) == 1


def test_a_cut_answer_ends_in_the_middle(ask):
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete|without sending complete"):
        ask({"kind": "cut"})

    assert ask().status_code == 200


def test_a_reset_connection_sends_nothing(ask):
    with pytest.raises(httpx.TransportError):
        ask({"kind": "reset"})

    assert ask().status_code == 200


def test_a_held_answer_outlasts_the_client(ask):
    with pytest.raises(httpx.ReadTimeout):
        ask({"kind": "timeout", "seconds": 1.0}, timeout=0.3)

    assert ask().status_code == 200


def test_a_connection_is_kept_for_the_next_request(ask):
    assert [ask().status_code for _ in range(20)] == [200] * 20


def test_the_port_in_use_is_one_clear_line(server):
    command = [sys.executable, "-m", "mock_amazon", "--port", str(server["port"])]

    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)

    assert done.returncode == 1
    assert str(server["port"]) in done.stderr
    assert "Traceback" not in done.stderr
