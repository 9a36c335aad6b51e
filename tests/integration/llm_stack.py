"""The deployed functions turned to a loopback LLM server, and one small scope for them to read."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.stack import LocalStack
from tests.fakes.llm_server import LlmServer, serving, texts_of
from tests.integration.driving import Json, every_page, finished, get, start

SCOPE = {"sellers": ["AO84AKGUG516T3"], "marketplaces": ["UK"]}
"""Ten products of the stack's data set, some three hundred reviews."""
KEY = "sk-for-the-loopback-server"
MODEL = "loopback-1"
INPUT_USD, OUTPUT_USD = 1, 4
USD_A_PROMPT = (1000 * INPUT_USD + 100 * OUTPUT_USD) / 1e6
"""What a question costs by the server's own count."""
READER = "analyse_products"


def set_environment(stack: LocalStack, function: str, **changes: str | None) -> None:
    """Changes variables of a deployed function; None removes one."""
    client, name = stack.clients("lambda"), f"shelfsignal-local-{function}"
    variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    wanted = {**variables, **changes}
    kept = {name: text for name, text in wanted.items() if text is not None}
    client.update_function_configuration(FunctionName=name, Environment={"Variables": kept})


@contextmanager
def reading_with_llm(stack: LocalStack, *functions: str) -> Iterator[LlmServer]:
    """A server that the functions ask, as if ANALYSIS_ENGINE=openai had been deployed."""
    stack.clients("secretsmanager").put_secret_value(
        SecretId=stack.outputs["LlmSecretArn"], SecretString=json.dumps({"api_key": KEY})
    )
    with serving() as server:
        chosen = {
            "ANALYSIS_ENGINE": "openai",
            "OPENAI_BASE_URL": server.url,
            "OPENAI_MODEL": MODEL,
            "OPENAI_INPUT_USD_PER_MILLION": str(INPUT_USD),
            "OPENAI_OUTPUT_USD_PER_MILLION": str(OUTPUT_USD),
        }
        for function in functions:
            set_environment(stack, function, **chosen)
        try:
            yield server
        finally:
            for function in functions:
                set_environment(stack, function, **dict.fromkeys(chosen))


def forget(server: LlmServer) -> None:
    """The server as new."""
    server.requests.clear()
    server.faults.clear()
    server.habit, server.obeys = None, ()


def sent(server: LlmServer) -> list[str]:
    """The text of every review of every request."""
    return [text for body in server.requests for text in texts_of(body).values()]


def refresh_scope(stack: LocalStack) -> Json:
    return finished(stack, start(stack, **SCOPE))


def cards(stack: LocalStack) -> list[Json]:
    return list(every_page(stack, "/v1/products", limit=100))


def readings(stack: LocalStack) -> dict[str, Any]:
    """What was read in each review, by product and review."""
    return {
        f"{card['product_id']}/{found['review']['review_id']}": found["analysis"]
        for card in cards(stack)
        for found in every_page(stack, f"/v1/products/{card['product_id']}/reviews", limit=100)
    }


def insights(stack: LocalStack) -> dict[str, Json]:
    return {
        card["product_id"]: get(stack, f"/v1/products/{card['product_id']}")["insight"]
        for card in cards(stack)
    }
