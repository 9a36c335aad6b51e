"""No local command can reach a real account."""

import pytest

from local.aws import Clients, NotLoopback, fake_environment, require_loopback


@pytest.mark.parametrize(
    "url",
    [
        "https://sts.amazonaws.com",
        "http://10.0.0.5:4566",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0:4566",
        "",
    ],
)
def test_an_endpoint_that_is_not_this_machine_is_refused(url):
    with pytest.raises(NotLoopback):
        require_loopback(url)
    with pytest.raises(NotLoopback):
        Clients(url)


def test_the_callers_own_credentials_are_not_passed_on(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")

    environment = fake_environment("http://127.0.0.1:4566")

    assert environment["AWS_ACCESS_KEY_ID"] == "000000000000"
    assert environment["AWS_SHARED_CREDENTIALS_FILE"] == "/dev/null"
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN"} & set(environment)
