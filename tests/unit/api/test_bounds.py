"""Whatever a caller sends has a largest size: every text and list of every request has an end."""

import re

import pytest

from tests.unit.api.document import ALL, DOCUMENT, label, operation

# Texts whose form ends them.
ENDING = {"date", "date-time", "uuid"}
_OPEN_ENDED = re.compile(r"(?<!\\)[*+]|\{\d+,\}")


def schemas(route):
    """The schema of everything that the route takes, by name."""
    found = operation(route)
    for each in found["parameters"]:
        yield f"{each['in']} {each['name']}", each["schema"]
    for content in found.get("requestBody", {}).get("content", {}).values():
        yield "body", content["schema"]


def unbounded(name, schema, above=()):
    """The names of what has no end."""
    reference = schema.get("$ref")
    if reference:
        kept = reference.rpartition("/")[2]
        inner = DOCUMENT["components"]["schemas"][kept]
        return [] if kept in above else unbounded(name, inner, (*above, kept))
    found = [] if ends(schema) else [name]
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        found += unbounded(name, choice, above)
    for part, each in schema.get("properties", {}).items():
        found += unbounded(f"{name}.{part}", each, above)
    if isinstance(items := schema.get("items"), dict):
        found += unbounded(f"{name}[]", items, above)
    return found


def ends(schema):
    kind = schema.get("type")
    if kind == "array":
        return "maxItems" in schema
    if kind == "object":
        return schema.get("additionalProperties") is False or "maxProperties" in schema
    if kind != "string":
        return True
    pattern = schema.get("pattern", "")
    is_spelt_out = pattern.startswith("^") and pattern.endswith("$")
    return (
        bool({"maxLength", "enum", "const"} & set(schema))
        or schema.get("format") in ENDING
        or (is_spelt_out and not _OPEN_ENDED.search(pattern))
    )


@pytest.mark.parametrize("route", ALL, ids=label)
def test_every_text_and_list_of_a_request_has_an_end(route):
    assert [each for name, schema in schemas(route) for each in unbounded(name, schema)] == []


@pytest.mark.parametrize(
    ("schema", "is_ended"),
    [
        ({"type": "string"}, False),
        ({"type": "string", "maxLength": 5}, True),
        ({"type": "string", "pattern": "^[a-z]{1,5}$"}, True),
        ({"type": "string", "pattern": "^[a-z]+$"}, False),
        ({"type": "string", "pattern": "^[a-z]{1,}$"}, False),
        ({"type": "string", "pattern": "[a-z]{5}"}, False),
        ({"type": "array", "items": {"type": "string"}}, False),
        ({"type": "object"}, False),
    ],
)
def test_what_has_no_end_is_seen(schema, is_ended):
    assert ends(schema) is is_ended
