"""What executions of analysis_backfill are started with and end with, checked at the border."""

from __future__ import annotations

import json
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shelfsignal.insights.domain.backfills import BackfillMode
from shelfsignal.insights.services.backfill import OpenBackfill
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.correlation import MAX_CHARS
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId, RunId

EventT = TypeVar("EventT", bound=BaseModel)


class BackfillInput(BaseModel):
    """The input of an execution; a person may write it by hand."""

    model_config = ConfigDict(extra="forbid")

    org_id: OrgId
    mode: BackfillMode = BackfillMode.ONLINE
    backfill_id: RunId | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{1,80}$")
    correlation_id: str | None = Field(default=None, max_length=MAX_CHARS)

    def command(self) -> OpenBackfill:
        return OpenBackfill(self.org_id, self.mode, self.backfill_id)


class Closing(BaseModel):
    """How it ended: error and cause are Step Functions' own, chunk the one that broke off."""

    org_id: OrgId | None = None
    backfill_id: RunId | None = None
    chunk: ChunkRef | None = None
    error: str | None = None
    cause: str | None = None

    @property
    def failure(self) -> str | None:
        """In a line: Lambda's causes are JSON documents with a message.

        >>> Closing(error="Broken", cause='{"errorMessage": "No key."}').failure
        'Broken: No key.'
        """
        if self.error is None:
            return None
        try:
            document = json.loads(self.cause or "")
        except ValueError:
            document = None
        message = document.get("errorMessage") if isinstance(document, dict) else self.cause
        return f"{self.error}: {message}"[:500]


def read(kind: type[EventT], document: object) -> EventT:
    """Raises: InvalidInput naming the first field that is wrong."""
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InvalidInput(f"{where}: {first['msg']}", field=where) from None
