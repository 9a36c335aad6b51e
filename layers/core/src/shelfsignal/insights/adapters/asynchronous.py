"""Asking a function for something without waiting for it: Lambda's own queue of calls.

Lambda tries again what fails, and keeps what goes on failing with the function's dead letters.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from shelfsignal.insights.domain.exports import Export
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId, ProductId

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class Asynchronous:
    """One function. Raises: StoreUnavailable when it cannot be asked."""

    def __init__(self, function: str) -> None:
        self._function = function

    def call(self, **event: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        payload = json.dumps(event).encode()
        try:
            self._client.invoke(
                FunctionName=self._function, InvocationType="Event", Payload=payload
            )
        except (BotoCoreError, ClientError) as error:
            raise StoreUnavailable(self._function) from error

    @cached_property
    def _client(self) -> LambdaClient:
        """Made when first needed: most requests ask for nothing."""
        import boto3

        client: LambdaClient = boto3.client("lambda")
        return client


class FiguresFunction(Asynchronous):
    """FiguresQueue."""

    def ask(self, org: OrgId, product: ProductId) -> None:
        self.call(org_id=org, product_id=product)


class ExportFunction(Asynchronous):
    """ExportQueue."""

    def ask(self, export: Export) -> None:
        self.call(org_id=export.org_id, export_id=export.export_id)
