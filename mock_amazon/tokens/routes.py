"""POST /tokens/2021-03-01/restrictedDataToken."""

import orjson
from starlette.requests import Request
from starlette.routing import Route

from mock_amazon.callers import Caller
from mock_amazon.gate import Question, guarded
from mock_amazon.lwa.models import LIFETIME_S
from mock_amazon.operations import Operation
from mock_amazon.tokens.models import read_resources
from mock_amazon.world import World


def _restricted(world: World, _: Request, caller: Caller) -> Question:
    resources = read_resources(caller.fields.get("restrictedResources"))

    async def build(_: bool) -> bytes:
        text = world.tokens.mint_restricted(caller.token, resources)
        return orjson.dumps({"restrictedDataToken": text, "expiresIn": LIFETIME_S})

    return Question(resources[0].path, 1, build)


ROUTES = [
    Route(
        "/tokens/2021-03-01/restrictedDataToken",
        guarded(Operation.RESTRICTED_TOKEN, _restricted),
        methods=["POST"],
    )
]
