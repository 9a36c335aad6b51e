"""The one place that talks to the server: tries, time limits, and what its answers mean.

`openai` is imported when the first question is asked: loading it takes seconds.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING, Any, Final

from shelfsignal.insights.adapters.llm_engine.dialect import Dialect
from shelfsignal.insights.adapters.llm_engine.faults import (
    Unavailable,
    fault_of,
    is_content_filter,
)
from shelfsignal.insights.adapters.llm_engine.prompt import Question
from shelfsignal.insights.adapters.llm_engine.replies import Reply, read_reply

if TYPE_CHECKING:
    from openai import OpenAI

TRIES: Final = 3
LONGEST_WAIT_S: Final = 20.0
"""A server that asks for more is left alone until the batch is tried again."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server and how long it may take; api_key is asked for when the first question is."""

    base_url: str
    model: str
    api_key: Callable[[], str]
    timeout_s: float = 60.0


class Chat:
    """Asks questions of one server, from any number of threads."""

    def __init__(
        self,
        endpoint: Endpoint,
        schema: dict[str, Any],
        *,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._endpoint = endpoint
        self._schema = schema
        self._pause = pause
        self._dialect = Dialect()
        self._is_proven = False
        self._probing = Lock()
        self._client: OpenAI | None = None

    def ask(self, question: Question, max_tokens: int) -> Reply:
        """Raises: Unavailable, EngineMisconfigured."""
        if self._is_proven:
            return self._ask(question, max_tokens)
        with self._probing:
            return self._probe(question, max_tokens)

    def _probe(self, question: Question, max_tokens: int) -> Reply:
        """The first question of all finds out what the server understands; others wait for it."""
        while True:
            try:
                reply = self._ask(question, max_tokens)
            except Unavailable as error:
                simpler = self._dialect.without(error.complaint) if error.is_bad_request else None
                if simpler is None or self._is_proven:
                    raise
                self._dialect = simpler
                continue
            self._is_proven = True
            return reply

    def _ask(self, question: Question, max_tokens: int) -> Reply:
        for tried in range(1, TRIES + 1):
            try:
                return self._once(question, max_tokens)
            except Unavailable as error:
                wait_s = error.wait_s(tried)
                if tried == TRIES or not error.is_worth_another_try or wait_s > LONGEST_WAIT_S:
                    raise
                # Full jitter on top of what was asked for: many workers are told the same.
                self._pause(wait_s + random.random() * min(wait_s, 1.0))  # noqa: S311
        raise AssertionError  # the last try returns or raises

    def _once(self, question: Question, max_tokens: int) -> Reply:
        import openai

        dialect = self._dialect
        arguments = dialect.arguments(self._schema, question.messages, max_tokens)
        completions = self._connected().chat.completions.with_raw_response
        try:
            answer = completions.create(model=self._endpoint.model, **arguments)
            return read_reply(answer.text)
        except openai.APIError as error:
            if is_content_filter(error):
                return Reply(None, refusal="content_filter")
            raise fault_of(error) from error

    def _connected(self) -> OpenAI:
        from openai import OpenAI

        if self._client is None:
            at = self._endpoint
            self._client = OpenAI(
                api_key=at.api_key, base_url=at.base_url, timeout=at.timeout_s, max_retries=0
            )
        return self._client
