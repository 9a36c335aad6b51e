"""The way to the emulator, and to nothing else: fake keys, a loopback endpoint, no profiles."""

import ipaddress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from local.failures import LocalFailure
from local.processes import inherited_environment

if TYPE_CHECKING:
    import boto3

ACCOUNT = "000000000000"
REGION = "us-east-1"
FAKE_KEY = "fake"


class NotLoopback(LocalFailure):
    """A local command was about to talk to another machine."""

    def __init__(self, url: str) -> None:
        super().__init__(f"Refusing to use {url}: the local stack only talks to this machine.")


def require_loopback(url: str) -> str:
    """The URL itself. Raises: NotLoopback.

    >>> require_loopback("http://127.0.0.1:4566")
    'http://127.0.0.1:4566'
    """
    host = urlsplit(url).hostname or ""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise NotLoopback(url)
    return url


def fake_environment(endpoint_url: str) -> dict[str, str]:
    """An environment whose AWS SDKs and CDK see the emulator only. Raises: NotLoopback."""
    return {
        **inherited_environment(),
        "AWS_ENDPOINT_URL": require_loopback(endpoint_url),
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": FAKE_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


class Clients:
    """boto3 clients of the emulator, made once each."""

    def __init__(self, endpoint_url: str) -> None:
        self._endpoint = require_loopback(endpoint_url)
        self._made: dict[str, Any] = {}

    def __call__(self, service: str) -> Any:
        """A client; its type is boto3's own, made at run time."""
        if service not in self._made:
            self._made[service] = self._session().client(service, endpoint_url=self._endpoint)
        return self._made[service]

    def _session(self) -> "boto3.Session":
        import boto3

        return boto3.Session(
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=FAKE_KEY,
            region_name=REGION,
        )
