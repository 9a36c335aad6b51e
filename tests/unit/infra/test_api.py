"""The REST API as deployed: the app's routes, and nothing else."""

import json

from infra_cdk.app import api_routes
from infra_cdk.constructs.gateway_responses import envelope


def deployed_routes(templates):
    """(path, method) of every gateway method, paths put together from their parts."""
    resources = templates.resources("Api", "AWS::ApiGateway::Resource")

    def path_of(logical_id):
        properties = resources[logical_id]["Properties"]
        parent = properties["ParentId"]
        above = path_of(parent["Ref"]) if "Ref" in parent else ""
        return f"{above}/{properties['PathPart']}"

    for method in templates.resources("Api", "AWS::ApiGateway::Method").values():
        properties = method["Properties"]
        reference = properties["ResourceId"]
        path = path_of(reference["Ref"]) if "Ref" in reference else "/"
        yield path, properties["HttpMethod"]


def test_the_gateway_has_exactly_the_apps_routes(prod):
    routes = api_routes()

    assert ("/v1/products", "GET") in routes
    assert sorted(deployed_routes(prod)) == routes


def test_looking_at_the_routes_adds_none():
    assert api_routes() == api_routes()


def test_the_stack_stays_far_below_what_cloudformation_takes(prod):
    assert len(prod.by_stack["Api"]["Resources"]) < 400


def test_the_function_has_one_permission_however_many_routes(prod):
    assert len(prod.resources("Api", "AWS::Lambda::Permission")) == 1


def test_the_stage_is_api_throttled_traced_and_logged(prod):
    (stage,) = prod.resources("Api", "AWS::ApiGateway::Stage").values()
    properties = stage["Properties"]
    (settings,) = properties["MethodSettings"]

    assert properties["StageName"] == "api"
    assert properties["TracingEnabled"] is True
    assert "AccessLogSetting" in properties
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (100, 200)
    assert settings["DataTraceEnabled"] is False


def test_what_the_gateway_says_itself_is_in_the_error_envelope(prod):
    answers = prod.resources("Api", "AWS::ApiGateway::GatewayResponse").values()
    types = {each["Properties"]["ResponseType"] for each in answers}

    assert {"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN"} <= types
    for each in answers:
        body = each["Properties"]["ResponseTemplates"]["application/json"]
        filled = body.replace("$context.error.messageString", '"why"')
        error = json.loads(filled)["error"]
        assert set(error) == {"code", "message", "request_id", "details"}


def test_an_unknown_path_is_not_found_rather_than_forbidden(prod):
    answers = prod.resources("Api", "AWS::ApiGateway::GatewayResponse").values()
    unknown = next(
        each["Properties"]
        for each in answers
        if each["Properties"]["ResponseType"] == "MISSING_AUTHENTICATION_TOKEN"
    )

    assert unknown["StatusCode"] == "404"
    assert unknown["ResponseTemplates"]["application/json"] == envelope("not_found")
