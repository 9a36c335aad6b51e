"""The document comes from the declarations, and what is answered keeps to it."""

import json

import pytest
from jsonschema import Draft202012Validator, ValidationError
from openapi_spec_validator import validate

from scripts.openapi.__main__ import COMMITTED, INDEXES, index_text
from scripts.openapi.document import text_of
from shelfsignal.runtime.web.routing import Access
from tests.unit.api import ids
from tests.unit.api.document import ALL, DOCUMENT, keeps_to, label, operation
from tests.unit.api.world import DEMO


def test_the_committed_document_is_that_of_the_code():
    assert COMMITTED.read_text() == text_of(DOCUMENT), "run `make openapi` and commit the file"


@pytest.mark.parametrize("function", INDEXES)
def test_the_committed_index_is_that_of_the_code(function):
    assert INDEXES[function].read_text() == index_text(function), "run `make openapi`"


def test_the_document_is_served_to_everyone(world):
    answer = world.get("/v1/openapi.json", x_api_key="")

    assert (answer.status, answer.json) == (200, json.loads(COMMITTED.read_text()))
    assert answer.headers["content-type"] == "application/json"


def test_the_document_is_openapi_3_1():
    assert DOCUMENT["openapi"] == "3.1.0"
    validate(DOCUMENT)


def test_every_route_is_described_once():
    described = {
        (method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods
    }
    names = [operation(route)["operationId"] for route in ALL]

    assert described == {(str(route.method), route.path) for route in ALL}
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere():
    text = json.dumps(DOCUMENT)

    for kind in ("schemas", "headers", "examples"):
        pointed_at = {part.split('"')[0] for part in text.split(f'"#/components/{kind}/')[1:]}
        assert pointed_at <= set(DOCUMENT["components"][kind])
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("route", ALL, ids=label)
def test_a_route_says_who_may_and_how_it_fails(route):
    described = operation(route)
    statuses = set(described["responses"])
    scopes = [str(route.scope)]

    if route.scope is None:
        assert described["security"] == []
    elif route.scope is Access.USER:
        assert described["security"] == [{"Bearer": []}]
    else:
        assert described["security"] == [{"Bearer": scopes}, {"ApiKey": scopes}]
    assert statuses >= {str(int(route.status)), "400", "500", "503"}
    for status in ("401", "403", "429"):
        assert (status in statuses) >= (route.scope is not None)
    assert ("404" in statuses) >= ("{" in route.path)
    assert {"413", "415"} <= statuses or not route.takes("body")


@pytest.mark.parametrize("route", ALL, ids=label)
def test_a_page_of_the_document_leaves_no_reader_guessing(route):
    described = operation(route)

    assert described["summary"].endswith((".", "?"))
    for parameter in described["parameters"]:
        assert parameter["description"], f"{parameter['name']}: describe it in its model"
    for response in described["responses"].values():
        assert response["description"]
        assert "X-Request-Id" in response["headers"]
    assert all(tag["description"] for tag in DOCUMENT["tags"])


@pytest.mark.parametrize("route", ALL, ids=label)
def test_examples_keep_to_their_schemas(route):
    described = operation(route)
    bodies = [described["requestBody"]] if "requestBody" in described else []

    for each in (*bodies, *described["responses"].values()):
        content = each.get("content", {}).get("application/json", {})
        if "example" in content:
            keeps_to(content["schema"], content["example"])
        for code in content.get("examples", {}):
            example = DOCUMENT["components"]["examples"][code]
            keeps_to(content["schema"], example["value"])


def test_parameters_are_described_as_they_are_checked():
    parameters = {
        each["name"]: each for each in DOCUMENT["paths"]["/v1/products"]["get"]["parameters"]
    }

    assert parameters["limit"]["schema"] == {
        "default": 50,
        "maximum": 100,
        "minimum": 1,
        "type": "integer",
    }
    assert parameters["q"]["required"] is False
    assert "anyOf" not in parameters["q"]["schema"]


def test_a_path_parameter_is_required():
    path = DOCUMENT["paths"]["/v1/products/{product_id}/versions/{n}"]["get"]

    assert {each["name"]: each["required"] for each in path["parameters"]} == {
        "product_id": True,
        "n": True,
    }


@pytest.mark.parametrize("route", ALL, ids=label)
def test_answers_keep_to_the_document(world, route):
    path, body = ids.own_path(route, world), ids.good_body(route)
    credentials = world.credentials(route, DEMO)

    answer = world.call(route.method, path, body, **credentials)
    refused = world.call(route.method, ids.with_nonsense(path), body, **credentials)

    assert answer.status < 400 or route.name in ids.TAKES_TWO, answer.text
    for got in (answer, refused):
        content = operation(route)["responses"][str(got.status)].get("content", {})
        media_type = got.headers.get("content-type", "").split(";")[0]
        assert media_type in content or (not media_type and not content), got.text
        if "$ref" in content.get(media_type, {}).get("schema", {}):
            keeps_to(content[media_type]["schema"], got.json)


def test_a_wrong_answer_would_be_noticed():
    with pytest.raises(ValidationError, match="'items' is a required property"):
        keeps_to({"$ref": "#/components/schemas/RunPage"}, {"cursor": None})
