"""Answers ordered ahead through batches, into the same drawer that the engine looks in first.

What a batch does not answer well (a line that failed or expired, a review left out, a refusal) is
not in the drawer afterwards, and the engine asks about it in the usual way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Final

from shelfsignal.insights.adapters.llm_engine.batch_api import (
    URL,
    BatchApi,
    BatchRefused,
    BatchState,
)
from shelfsignal.insights.adapters.llm_engine.dialect import Dialect
from shelfsignal.insights.adapters.llm_engine.labelled import answers_by_id
from shelfsignal.insights.adapters.llm_engine.numbered import NumberedReview
from shelfsignal.insights.adapters.llm_engine.orders import Asked, Order, OrderStore
from shelfsignal.insights.adapters.llm_engine.outcomes import Outcome
from shelfsignal.insights.adapters.llm_engine.pricing import Prices, split
from shelfsignal.insights.adapters.llm_engine.prompt import Prompt
from shelfsignal.insights.adapters.llm_engine.replies import read_reply
from shelfsignal.insights.adapters.llm_engine.session import answer_limit, prompts, size_of
from shelfsignal.insights.domain.analysis import ReviewText
from shelfsignal.insights.domain.backfills import Collected, Ordered
from shelfsignal.insights.domain.metering import (
    NOTHING,
    AnswerStore,
    Budget,
    Payer,
    Reservation,
    Spent,
)
from shelfsignal.kernel.errors import NotFound, Transient

MAX_LINES: Final = 20_000
MAX_BYTES: Final = 90_000_000
"""Of a batch; OpenAI takes 50,000 lines and 200 MB."""
_OK: Final = 200
_FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class _Line:
    """A question as a line of the file, and what it may cost at most."""

    custom_id: str
    text: bytes
    asked: Mapping[str, Asked]
    at_most: Spent


@dataclass(frozen=True, slots=True)
class LlmBacklog:
    """A `Backlog` over one server's Batch API. prices are those of batches."""

    model: str
    api: BatchApi
    prompt: Prompt
    prices: Prices
    budget: Budget
    answers: AnswerStore
    orders: OrderStore
    reviews_a_prompt: int = 8
    at_once: int = 8

    def order(
        self, payer: Payer, name: str, reviews: Sequence[ReviewText], earlier: Iterable[str]
    ) -> Ordered:
        order = self.orders.get(*payer_of(payer), name)
        if order is None or order.reason == _FAILED:
            order = self._planned(payer, name, reviews, self._keys(payer, earlier))
        if order.lines and order.batch_id is None:
            order = replace(order, batch_id=self._batch(payer, order))
            self.orders.put(*payer_of(payer), order)
        return Ordered(len(order.keys), order.unpaid, order.has_more)

    def collect(self, payer: Payer, name: str) -> Collected | None:
        order = self.orders.get(*payer_of(payer), name)
        if order is None or order.batch_id is None:
            raise NotFound(f"There is no order {name}.", order=name)
        if order.used is None:
            try:
                state = self.api.state(order.batch_id)
            except Transient:
                return None  # it is asked again after the wait, as long as that may take
            if not state.is_ended:
                return None
            if state.status == _FAILED:
                self._settle(payer, replace(order, used=NOTHING, reason=_FAILED))
                raise BatchRefused(f"The batch failed: {state.reason or 'no reason given'}"[:300])
            order = self._kept(payer, order, state)
        if order.reason == _FAILED:
            raise BatchRefused("The batch failed; the next attempt orders anew.")
        if not order.is_settled:
            self._settle(payer, order)
        missing = len(order.keys) - order.answered
        return Collected(
            order.answered, missing, order.used or NOTHING, order.has_more, order.reason
        )

    def _keys(self, payer: Payer, names: Iterable[str]) -> frozenset[str]:
        found = [self.orders.get(*payer_of(payer), name) for name in names]
        return frozenset(key for order in found if order for key in order.keys)

    def _planned(
        self, payer: Payer, name: str, reviews: Sequence[ReviewText], tried: frozenset[str]
    ) -> Order:
        asked = self._unknown(payer, reviews, tried)
        lines, size = list[_Line](), 0
        for line in self._lines(asked):
            size += len(line.text)
            if len(lines) == MAX_LINES or size > MAX_BYTES:
                break
            lines.append(line)
        cut = len(asked) - sum(len(line.asked) for line in lines)
        paid, reservation = self._afforded(payer, lines)
        order = Order(
            name=name,
            lines={line.custom_id: line.asked for line in paid},
            day=reservation.day if reservation else "",
            reserved=reservation.amount if reservation else NOTHING,
            unpaid=sum(len(line.asked) for line in lines[len(paid) :]),
            has_more=cut > 0 and len(paid) == len(lines),
        )
        self.orders.put_lines(*payer_of(payer), name, b"".join(line.text for line in paid))
        self.orders.put(*payer_of(payer), order)
        return order

    def _unknown(
        self, payer: Payer, reviews: Sequence[ReviewText], tried: frozenset[str]
    ) -> dict[str, NumberedReview]:
        numbered = (NumberedReview.of(review) for review in reviews)
        asked = {self.prompt.key(self.model, each): each for each in numbered if each.has_words}
        asked = {key: each for key, each in asked.items() if key not in tried}
        with ThreadPoolExecutor(self.at_once) as pool:
            known = list(pool.map(lambda key: self.answers.get(payer.org_id, key), asked))
        return {key: each for (key, each), had in zip(asked.items(), known, strict=True) if not had}

    def _lines(self, asked: Mapping[str, NumberedReview]) -> Iterator[_Line]:
        schema_bytes = len(str(self.prompt.schema))
        for number, group in enumerate(prompts(asked, self.reviews_a_prompt), 1):
            question = self.prompt.ask(list(group.values()))
            limit = answer_limit(len(group))
            body = {
                "model": self.model,
                **Dialect().arguments(self.prompt.schema, question.messages, limit),
            }
            line = {"custom_id": f"{number:06d}", "method": "POST", "url": URL, "body": body}
            size = sum(len(each["content"].encode()) for each in question.messages)
            yield _Line(
                f"{number:06d}",
                json.dumps(line, separators=(",", ":")).encode() + b"\n",
                {
                    echoed: Asked(key, size_of(review))
                    for echoed, (key, review) in zip(question.reviews, group.items(), strict=True)
                },
                self.prices.at_most(size + schema_bytes, limit),
            )

    def _afforded(
        self, payer: Payer, lines: Sequence[_Line]
    ) -> tuple[Sequence[_Line], Reservation | None]:
        """As many lines as there is money for, halving until they fit."""
        count = len(lines)
        while count:
            amount = sum((line.at_most for line in lines[:count]), NOTHING)
            reservation = self.budget.reserve(payer, amount)
            if reservation is not None:
                return lines[:count], reservation
            count //= 2
        return (), None

    def _batch(self, payer: Payer, order: Order) -> str:
        name = f"{payer.run_id}/{order.name}"
        found = self.api.find(name)
        if found is not None:
            return found
        lines = self.orders.lines(*payer_of(payer), order.name)
        if lines is None:
            raise NotFound(f"The lines of order {order.name} are gone.", order=order.name)
        return self.api.create(name, lines)

    def _kept(self, payer: Payer, order: Order, state: BatchState) -> Order:
        """The order with its answers in the drawer; the files are deleted at the server."""
        used, answered = NOTHING, 0
        for document in self.api.lines(state.answers) if state.answers else ():
            line = order.lines.get(str(document.get("custom_id")))
            if line is None:
                continue
            outcomes, spent = self._read(document, line)
            used += spent
            with ThreadPoolExecutor(self.at_once) as pool:
                list(pool.map(lambda pair: self._keep(payer, *pair), outcomes.items()))
            answered += len(outcomes)
        files = tuple(name for name in (state.answers, state.errors, state.uploaded) if name)
        reason = None if state.status == "completed" else state.status
        kept = replace(order, used=used, answered=answered, reason=reason, files=files)
        self.orders.put(*payer_of(payer), kept)
        return kept

    def _read(
        self, document: Mapping[str, Any], line: Mapping[str, Asked]
    ) -> tuple[dict[str, Outcome], Spent]:
        """The usable answers of a line by the key they are kept under, and what it cost."""
        response = document.get("response")
        if not isinstance(response, dict) or response.get("status_code") != _OK:
            return {}, NOTHING
        reply = read_reply(json.dumps(response.get("body")))
        usage = reply.usage
        spent = self.prices.of(usage.prompt_tokens, usage.completion_tokens) if usage else NOTHING
        named = answers_by_id(reply.content, line)
        costs = split(spent, [asked.weight for asked in line.values()])
        outcomes = {
            asked.key: Outcome(named[echoed]).paid(cost)
            for (echoed, asked), cost in zip(line.items(), costs, strict=True)
            if echoed in named
        }
        return outcomes, spent

    def _keep(self, payer: Payer, key: str, outcome: Outcome) -> None:
        document = outcome.to_store(self.model, self.prompt.version)
        self.answers.put(payer.org_id, key, {**document, "paid_by": payer.run_id})

    def _settle(self, payer: Payer, order: Order) -> None:
        """Written down first: a process that dies here leaves the reservation standing."""
        self.orders.put(*payer_of(payer), replace(order, is_settled=True))
        reservation = Reservation(payer, order.day, order.reserved)
        self.budget.settle(reservation, order.used or NOTHING)
        self.api.forget(order.files)


def payer_of(payer: Payer) -> tuple[Any, Any]:
    """Where a payer's orders are kept."""
    return payer.org_id, payer.run_id
