"""The document comes from the declarations, and what is answered keeps to it."""

import json

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from functions.api.routes import ROUTES
from shelfsignal.runtime.web.openapi import document
from shelfsignal.runtime.web.routing import Method

DOCUMENT = json.loads(json.dumps(document(ROUTES)))
ALL = [route for table in ROUTES for route in table]


def keeps_to(schema, value):
    resource = Resource.from_contents(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **DOCUMENT}
    )
    registry = Registry().with_resource("urn:api", resource)
    pointed = json.loads(json.dumps(schema).replace('"#/', '"urn:api#/'))
    Draft202012Validator(pointed, registry=registry).validate(value)


def operation(route):
    return DOCUMENT["paths"][route.path][route.method.lower()]


def test_the_document_is_served_to_everyone(world):
    answer = world.get("/v1/openapi.json", x_api_key="")

    assert (answer.status, answer.json) == (200, DOCUMENT)


def test_every_route_is_described_once():
    described = {
        (method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods
    }

    assert described == {(str(route.method), route.path) for route in ALL}


def test_every_reference_leads_somewhere():
    text = json.dumps(DOCUMENT)
    schemas = DOCUMENT["components"]["schemas"]

    pointed_at = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}

    assert pointed_at <= set(schemas)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("route", ALL, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_says_who_may_and_how_it_fails(route):
    described = operation(route)
    statuses = set(described["responses"])

    scopes = [str(route.scope)]
    assert described["security"] == (
        [{"Bearer": scopes}, {"ApiKey": scopes}] if route.scope else []
    )
    assert statuses >= {str(int(route.status)), "400", "500", "503"}
    assert ("401" in statuses) == ("403" in statuses) == (route.scope is not None)
    assert ("404" in statuses) >= ("{" in route.path)


def test_parameters_are_described_as_they_are_checked():
    parameters = {
        each["name"]: each for each in DOCUMENT["paths"]["/v1/products"]["get"]["parameters"]
    }

    assert parameters["limit"]["schema"] == {
        "default": 50,
        "maximum": 100,
        "minimum": 1,
        "title": "Limit",
        "type": "integer",
    }
    assert parameters["rating"]["required"] is False
    assert "anyOf" not in parameters["rating"]["schema"]
    assert parameters["marketplace"]["schema"] == {"$ref": "#/components/schemas/Marketplace"}


def test_a_path_parameter_is_required():
    path = DOCUMENT["paths"]["/v1/products/{product_id}/versions/{n}"]["get"]

    assert {each["name"]: each["required"] for each in path["parameters"]} == {
        "product_id": True,
        "n": True,
    }


@pytest.mark.parametrize(
    "route",
    [route for route in ALL if "run_id" not in route.path],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_answers_keep_to_the_document(world, route):
    path = route.path.format(product_id="US-B07X6C9RMF", n=2)
    body = b"{}" if route.method is Method.POST else b""

    answer = world.call(route.method, path, body)
    refused = world.call(route.method, path + "?nonsense=1", body)

    for got in (answer, refused):
        described = operation(route)["responses"][str(got.status)]
        keeps_to(described["content"]["application/json"]["schema"], got.json)


def test_runs_keep_to_the_document(world):
    run_id = world.post("/v1/runs").json["run_id"]
    described = DOCUMENT["paths"]["/v1/runs/{run_id}"]["get"]["responses"]["200"]

    answer = world.get(f"/v1/runs/{run_id}")

    keeps_to(described["content"]["application/json"]["schema"], answer.json)


def test_a_wrong_answer_would_be_noticed():
    with pytest.raises(Exception, match="'items' is a required property"):
        keeps_to({"$ref": "#/components/schemas/RunPage"}, {"cursor": None})
