"""Every operation of the document, fuzzed in process: no 5xx, no answer that breaks its schema."""

import pytest
import schemathesis
from schemathesis.core.failures import FailureGroup

from scripts.openapi.__main__ import COMMITTED
from tests.fakes.gateway import gateway
from tests.fuzzing import CHECKS, fuzz
from tests.unit.api.document import ALL, label
from tests.unit.api.world import DEMO, World

WORLD = World()
SCHEMA = schemathesis.openapi.from_asgi("/api/v1/openapi.json", gateway(WORLD.app))
EXAMPLES = 6


@pytest.mark.parametrize("route", ALL, ids=label)
def test_a_caller_with_credentials_gets_what_is_described(route):
    headers = {
        name.replace("_", "-"): value
        for name, value in WORLD.credentials(route, DEMO).items()
        if value
    }

    fuzz(SCHEMA[route.path][route.method], headers, EXAMPLES)


@pytest.mark.parametrize("route", ALL, ids=label)
def test_so_does_a_caller_without(route):
    fuzz(SCHEMA[route.path][route.method], {}, 2)


def test_the_served_document_is_the_one_that_is_fuzzed():
    served = {(path, method) for path, item in SCHEMA.items() for method in item}

    assert served == {(route.path, route.method.lower()) for route in ALL}
    assert COMMITTED.exists()


def test_an_answer_that_breaks_its_schema_would_be_noticed():
    case = SCHEMA["/health"]["GET"].Case()
    response = case.call()
    response.content = b'{"status": "ok", "stores": 3}'

    with pytest.raises(FailureGroup, match="1 distinct failure"):
        case.validate_response(response, checks=CHECKS)
