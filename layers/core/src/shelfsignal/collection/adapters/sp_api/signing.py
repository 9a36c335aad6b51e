"""Signature Version 4 for requests to the Selling Partner API, for whoever still wants it.

Amazon stopped looking at signatures on 2023-10-02 and takes the access token alone; some proxies in
front of it did not. So requests are unsigned unless a setting says otherwise.
"""

from typing import Final

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from shelfsignal.kernel.ids import Region

_SERVICE: Final = "execute-api"
_AWS_REGIONS: Final = {Region.NORTH_AMERICA: "us-east-1", Region.EUROPE: "eu-west-1"}


class RequestSigner:
    """Signs with the function's own credentials, which AWS renews by themselves."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def sign(self, request: httpx.Request, region: Region) -> None:
        """Adds the signature's headers; the access token is covered by it."""
        unsigned = AWSRequest(
            method=request.method,
            url=str(request.url),
            data=request.content,
            headers={name: request.headers[name] for name in ("host", "x-amz-access-token")},
        )
        SigV4Auth(self._credentials, _SERVICE, _AWS_REGIONS[region]).add_auth(unsigned)
        for name in ("Authorization", "X-Amz-Date", "X-Amz-Security-Token"):
            if name in unsigned.headers:
                request.headers[name] = unsigned.headers[name]
