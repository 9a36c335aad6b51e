"""OpenAI's Batch API: a file of questions, answered within a day at half the price."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from shelfsignal.insights.adapters.llm_engine.chat import Endpoint
from shelfsignal.insights.adapters.llm_engine.faults import (
    EngineMisconfigured,
    Unavailable,
    fault_of,
)
from shelfsignal.kernel.errors import Broken, Transient

if TYPE_CHECKING:
    from openai import OpenAI

URL: Final = "/v1/chat/completions"
_WINDOW: Final = "24h"
_ENDED: Final = frozenset({"completed", "failed", "expired", "cancelled"})
_WORTHLESS: Final = frozenset({"failed", "cancelling", "cancelled"})
_UPLOAD_S: Final = 240.0
_ORDER: Final = "shelfsignal_order"
_WAIT_S: Final = 10.0


class BatchRefused(Broken):
    """The server does not take the batch as it is."""

    code = "batch_refused"


@dataclass(frozen=True, slots=True)
class BatchState:
    """files: of answers and of errors, and what was uploaded; reason: why a batch failed."""

    status: str
    answers: str | None
    errors: str | None
    uploaded: str | None
    reason: str | None = None

    @property
    def is_ended(self) -> bool:
        return self.status in _ENDED


class BatchApi:
    """One server's batches. Raises everywhere: Transient, EngineMisconfigured, BatchRefused."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._client: OpenAI | None = None

    def create(self, name: str, lines: bytes) -> str:
        """Uploads the lines and has them answered; the batch's id."""
        with _spoken():
            client = self._connected().with_options(timeout=_UPLOAD_S)
            uploaded = client.files.create(file=(f"{name}.jsonl", lines), purpose="batch")
            batch = client.batches.create(
                input_file_id=uploaded.id,
                endpoint=URL,
                completion_window=_WINDOW,
                metadata={_ORDER: name},
            )
        return batch.id

    def find(self, name: str) -> str | None:
        """The batch of an order whose maker died before it could write the id down."""
        with _spoken():
            recent = self._connected().batches.list(limit=100).data
        for batch in recent:
            if (batch.metadata or {}).get(_ORDER) == name and batch.status not in _WORTHLESS:
                return batch.id
        return None

    def state(self, batch_id: str) -> BatchState:
        with _spoken():
            batch = self._connected().batches.retrieve(batch_id)
        errors = batch.errors.data if batch.errors and batch.errors.data else []
        reason = next((each.message for each in errors if each.message), None)
        return BatchState(
            batch.status, batch.output_file_id, batch.error_file_id, batch.input_file_id, reason
        )

    def lines(self, file_id: str) -> Iterator[dict[str, Any]]:
        """The lines of a file that are JSON objects."""
        with _spoken():
            text = self._connected().files.content(file_id).text
        for line in text.splitlines():
            try:
                document = json.loads(line)
            except ValueError:
                continue
            if isinstance(document, dict):
                yield document

    def forget(self, file_ids: Iterator[str] | tuple[str, ...]) -> None:
        """Deletes files: reviews stay with a stranger no longer than needed. Never fails."""
        from openai import OpenAIError

        for file_id in file_ids:
            try:
                self._connected().files.delete(file_id)
            except OpenAIError:
                continue

    def _connected(self) -> OpenAI:
        from openai import OpenAI

        if self._client is None:
            at = self._endpoint
            self._client = OpenAI(
                api_key=at.api_key, base_url=at.base_url, timeout=at.timeout_s, max_retries=0
            )
        return self._client


@contextmanager
def _spoken() -> Iterator[None]:
    """The package's errors as ours; the state machine tries again what may go away."""
    import openai

    try:
        yield
    except openai.APIError as error:
        fault = fault_of(error)
        if isinstance(fault, Unavailable):
            if fault.is_worth_another_try:
                message = "The LLM server does not answer."
                raise Transient(message, retry_after_s=fault.retry_after_s or _WAIT_S) from error
            raise BatchRefused(
                f"The LLM server answers {fault.status}: {error.message[:200]}"
            ) from error
        if fault.details.get("status") == HTTPStatus.NOT_FOUND:
            message = "The LLM server has no Batch API: start the backfill with mode online."
            raise EngineMisconfigured(message, status=404) from error
        raise fault from error
