"""DynamoDB lets one writer at a time at an item; moto does not, so its requests take turns."""

from threading import RLock
from typing import Any
from unittest.mock import patch

from moto.core.botocore_stubber import BotocoreStubber


def let_moto_serve_one_at_a_time() -> None:
    """From now on, in all of this process: else its tables change under a thread that reads them,
    and two writers meet the same condition."""
    turn, answer = RLock(), BotocoreStubber.__call__

    def answer_in_turn(stubber: Any, event_name: str, request: Any, **given: Any) -> Any:
        with turn:
            return answer(stubber, event_name, request, **given)

    patch.object(BotocoreStubber, "__call__", answer_in_turn).start()
