"""GET /sellers/v1/marketplaceParticipations."""

import orjson
from starlette.requests import Request
from starlette.routing import Route

from mock_amazon.callers import Caller
from mock_amazon.gate import Question, guarded
from mock_amazon.operations import Operation
from mock_amazon.sellers.responses import participations_json
from mock_amazon.world import World


def _participations(_: World, __: Request, caller: Caller) -> Question:
    async def build(_: bool) -> bytes:
        return orjson.dumps(participations_json(caller.seller, caller.places))

    return Question("", 1, build)


ROUTES = [
    Route(
        "/sellers/v1/marketplaceParticipations",
        guarded(Operation.PARTICIPATIONS, _participations),
        methods=["GET"],
    )
]
