"""Known reviews read anew by an LLM through the deployed state machine, at half the price."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from local.stack import LocalStack
from tests.fakes.llm_batches import LineFault
from tests.fakes.llm_server import LlmServer
from tests.integration.driving import Json, get, until
from tests.integration.llm_stack import (
    READER,
    USD_A_PROMPT,
    cards,
    forget,
    insights,
    reading_with_llm,
    refresh_scope,
    sent,
    set_environment,
)

BACKFILL = ("open_backfill", "order_answers", "collect_answers", "analyse_ledgers")
POLLED = ("order_answers", "collect_answers")
CHOSEN = (
    *("OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_INPUT_USD_PER_MILLION"),
    "OPENAI_OUTPUT_USD_PER_MILLION",
)
EXPIRED = 3


@pytest.fixture
def llm(stack: LocalStack) -> Iterator[LlmServer]:
    """Backfills ask the LLM; runs read with the local engine."""
    with reading_with_llm(stack, *BACKFILL) as server:
        for function in POLLED:
            set_environment(stack, function, BATCH_POLL_S="1")
        yield server
        for function in POLLED:
            set_environment(stack, function, BATCH_POLL_S=None)


def backfill(stack: LocalStack, **given: str) -> Json:
    """The record of a backfill once its execution has ended."""
    machines = stack.clients("stepfunctions")
    execution = machines.start_execution(
        stateMachineArn=stack.outputs["BackfillMachineArn"],
        input=json.dumps({"org_id": "demo", **given}),
    )["executionArn"]

    def ended() -> Json | None:
        found: Json = machines.describe_execution(executionArn=execution)
        return found if found["status"] != "RUNNING" else None

    found: Json = until(ended, 180, why="the end of the backfill")
    assert found["status"] == "SUCCEEDED", found
    answer: Json = json.loads(found["output"])
    return answer


def staged(stack: LocalStack, card: Json) -> Json:
    newest = get(stack, f"/v1/products/{card['product_id']}/versions")["items"][0]
    found: Json = newest
    return found


@contextmanager
def switched_to_the_llm(stack: LocalStack) -> Iterator[None]:
    """Runs read as backfills do."""
    name = f"shelfsignal-local-{BACKFILL[0]}"
    client = stack.clients("lambda")
    found = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    chosen = {key: found[key] for key in (*CHOSEN, "ANALYSIS_ENGINE")}
    set_environment(stack, READER, **chosen)
    try:
        yield
    finally:
        set_environment(stack, READER, **dict.fromkeys(chosen))


def test_answers_ordered_overnight_make_versions_beside_and_a_free_run_after(
    llm: LlmServer, stack: LocalStack
) -> None:
    first = refresh_scope(stack)
    assert (first["status"], first["engine"]) == ("SUCCEEDED", "local")
    shown = insights(stack)
    llm.desk.habit = lambda line: LineFault.EXPIRED if line < EXPIRED else LineFault.NONE

    done = backfill(stack, mode="batch")

    assert done == {"status": "SUCCEEDED"}
    lines = llm.desk.lines
    assert len(llm.desk.batches) == 1
    assert len(lines) > EXPIRED
    assert llm.calls == EXPIRED, "lines that expired are asked about online, at the full price"
    assert insights(stack) == shown, "nothing that is shown has moved"
    heads = [staged(stack, card) for card in cards(stack)]
    assert {(head["version"], head["engine"]) for head in heads} == {(2, "openai")}
    cost = sum(float(head["cost_usd"]) for head in heads)
    assert cost == pytest.approx(USD_A_PROMPT * ((len(lines) - EXPIRED) / 2 + EXPIRED), rel=0.001)
    product = cards(stack)[0]["product_id"]
    diff = get(stack, f"/v1/products/{product}/diff", **{"from": 1, "to": 2})
    assert diff["reviews"], "both can be compared"

    forget(llm)
    with switched_to_the_llm(stack):
        switched = refresh_scope(stack)
    assert (switched["status"], switched["engine"]) == ("SUCCEEDED", "openai")
    assert (switched["tokens"], sent(llm)) == (0, []), "the run finds every answer"
    assert {each["head"]["engine"] for each in insights(stack).values()} == {"openai"}
