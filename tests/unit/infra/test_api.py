"""The REST API as deployed: the app's routes, and nothing else."""

import json

from infra_cdk.apps import APPS, routes_by_function
from infra_cdk.constructs.gateway_responses import ANSWERS, envelope


def deployed_methods(templates):
    """(path, method, its properties), paths put together from their parts."""
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
        yield path, properties["HttpMethod"], properties


def test_the_gateway_leads_each_route_to_the_function_that_serves_it(prod):
    ids = {name: f"{name.capitalize()}Function" for name in APPS}
    served = {
        (path, method, name)
        for path, method, properties in deployed_methods(prod)
        for name, id_ in ids.items()
        if id_ in json.dumps(properties["Integration"].get("Uri", ""))
    }

    routes = routes_by_function()
    assert ("/v1/products", "GET") in routes["api"]
    assert served == {(*route, name) for name, found in routes.items() for route in found}


def test_the_gateway_has_nothing_else_but_what_browsers_ask_first(prod):
    asked = {
        (path, method)
        for path, method, properties in deployed_methods(prod)
        if properties["Integration"]["Type"] == "MOCK"
    }
    methods = list(deployed_methods(prod))

    assert {method for _, method in asked} == {"OPTIONS"}
    assert {path for path, _ in asked} >= {path for path, _, _ in methods}
    assert len(methods) == len(asked) + sum(map(len, routes_by_function().values()))


def test_a_browser_may_send_what_the_apps_read(prod):
    (properties,) = (
        each
        for path, method, each in deployed_methods(prod)
        if (path, method) == ("/v1/products", "OPTIONS")
    )
    (response,) = properties["Integration"]["IntegrationResponses"]
    headers = response["ResponseParameters"]

    assert headers["method.response.header.Access-Control-Allow-Origin"] == "'*'"
    assert "X-Api-Key" in headers["method.response.header.Access-Control-Allow-Headers"]
    assert "If-None-Match" in headers["method.response.header.Access-Control-Allow-Headers"]
    assert "PATCH" in headers["method.response.header.Access-Control-Allow-Methods"]


def test_no_route_is_served_twice():
    served = [route for routes in routes_by_function().values() for route in routes]

    assert len(served) == len(set(served))


def test_looking_at_the_routes_adds_none():
    assert routes_by_function() == routes_by_function()


def test_the_stack_stays_far_below_what_cloudformation_takes(prod):
    assert len(prod.by_stack["Api"]["Resources"]) < 400


def test_a_function_has_one_permission_however_many_routes(prod):
    assert len(prod.resources("Api", "AWS::Lambda::Permission")) == len(APPS)


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
    assert len(answers) == len(ANSWERS)
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
    assert unknown["ResponseTemplates"]["application/json"] == envelope(
        "not_found", "There is nothing at this path."
    )


def test_a_browser_may_read_what_the_gateway_says(prod):
    for each in prod.resources("Api", "AWS::ApiGateway::GatewayResponse").values():
        headers = each["Properties"]["ResponseParameters"]
        assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
        assert headers["gatewayresponse.header.x-content-type-options"] == "'nosniff'"
