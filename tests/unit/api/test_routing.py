"""Senseless declarations fail at import; the gateway and the document see the same routes."""

from typing import get_args

import pytest
from pydantic import BaseModel

from functions.api.models.health import Health
from functions.api.models.products import ProductPath
from infra_cdk.apps import routes_by_function
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.runtime.web.fields import Answer, Given, Sent
from shelfsignal.runtime.web.routing import RouteTable
from shelfsignal.runtime.web.signatures import response_of
from tests.unit.api.document import ALL


def declare(path, view):
    return RouteTable("tests").get(path, scope=None)(view)


def test_the_gateway_sees_exactly_the_declared_routes():
    served = {(method, path) for routes in routes_by_function().values() for path, method in routes}

    assert served == {(str(route.method), route.path) for route in ALL}


@pytest.mark.parametrize("route", ALL, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_says_all_that_a_document_needs(route):
    assert route.description.endswith((".", "?"))
    for part in ("path", "query", "body"):
        model = route.model(part)
        is_led_here = part == "query" and response_of(route.view).is_redirect
        assert model is None or issubclass(model, Sent if is_led_here else Given)
    for part in ("headers", "cookies"):
        model = route.model(part)
        assert model is None or issubclass(model, Sent)
    if route.response_model:
        for shape in _shapes(route.response_model):
            assert issubclass(shape, Answer)
            assert shape.model_json_schema(mode="serialization")["type"] == "object"


def test_names_of_routes_are_unique():
    assert len({route.name for route in ALL}) == len(ALL)


def test_a_parameter_nobody_fills_is_refused_at_import():
    def view(colour: str) -> Health:
        raise NotImplementedError

    with pytest.raises(TypeError, match="what is .*colour"):
        declare("/x", view)


def test_an_answer_that_is_no_model_is_refused_at_import():
    def view() -> dict:
        raise NotImplementedError

    with pytest.raises(TypeError, match="not <class 'dict'>"):
        declare("/x", view)


@pytest.mark.parametrize("path", ["/x", "/x/{run_id}", "/x/{product_id}/{n}"])
def test_a_path_and_its_model_have_to_agree(path):
    def view(path: ProductPath) -> Health:
        raise NotImplementedError

    with pytest.raises(TypeError, match="its model"):
        declare(path, view)


@pytest.mark.parametrize("scope", [None, Scope.RUNS_READ])
def test_a_scope_and_a_caller_come_together(scope):
    def with_caller(principal: Principal) -> Health:
        raise NotImplementedError

    def without() -> Health:
        raise NotImplementedError

    with pytest.raises(TypeError, match="come together"):
        RouteTable("tests").get("/x", scope=scope)(without if scope else with_caller)


def test_a_view_without_a_path_model_takes_no_placeholder():
    class Nothing(BaseModel):
        pass

    def view() -> Nothing:
        raise NotImplementedError

    with pytest.raises(TypeError, match="its model"):
        declare("/x/{n}", view)


def _shapes(model):
    """One, or those that a root model is a choice of."""
    return (
        get_args(model.model_fields["root"].annotation) if "root" in model.model_fields else [model]
    )
