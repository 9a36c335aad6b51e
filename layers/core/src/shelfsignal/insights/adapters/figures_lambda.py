"""Asking a function for something without waiting for it."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId, ProductId

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class FiguresLambda:
    """FiguresQueue: Lambda's own queue of asynchronous calls, with its retries and dead letters."""

    def __init__(self, function: str) -> None:
        self._function = function

    def ask(self, org: OrgId, product: ProductId) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        payload = json.dumps({"org_id": org, "product_id": product}).encode()
        try:
            self._client.invoke(
                FunctionName=self._function, InvocationType="Event", Payload=payload
            )
        except (BotoCoreError, ClientError) as error:
            raise StoreUnavailable("figures") from error

    @cached_property
    def _client(self) -> LambdaClient:
        """Made when first needed: most reads are fresh."""
        import boto3

        return boto3.client("lambda")
