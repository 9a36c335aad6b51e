"""An example of any schema: what its fields say themselves, else a likely value by their name."""

import re
from collections.abc import Callable
from typing import Any, Final

from scripts.openapi.schemas import Schemas

JsonDict = dict[str, Any]
_DEPTH: Final = 12
# Of names that mean the same everywhere; a model's own `examples` go before.
_BY_NAME: Final[dict[str, Any]] = {
    "product_id": "US-B07X6C9RMF",
    "review_id": "R2X8KJ4M1Q7ZPD",
    "run_id": "01KAMXZ6V4TQ8N3B2D5F7G9H1J",
    "seller_id": "A1B2C3D4E5F6G7",
    "parent_asin": "B07X6C9RMF",
    "asin": "B07X6C9RMF",
    "email": "ada@example.com",
    "name": "Brightwell",
    "brand": "Brightwell",
    "category": "Kitchen",
    "title": "Brightwell Electric Kettle, 1.7 l",
    "code": "breaks_early",
    "issue": "breaks_early",
    "cursor": None,
    "price": "34.90",
    "currency": "USD",
    "rating": 4,
    "version": 3,
    "n": 3,
    "image_url": "https://example.com/kettle.jpg",
    "engine": "local",
    "model_version": "2026-11",
    "taxonomy_version": "3",
    "mean_rating": 4.1,
    "reviews": 412,
    "analysed": 398,
    "count": 61,
    "mentions": 61,
    "attention": 0.62,
    "why": "Rising for three weeks.",
    "direction": "worse",
    "text": "The lid broke after two weeks.",
    "quote": "The lid broke after two weeks.",
}
_BY_FORMAT: Final = {
    "date": "2026-11-20",
    "date-time": "2026-11-20T06:00:00Z",
    "email": "ada@example.com",
    "uri": "https://example.com/",
}


def example(schema: JsonDict, schemas: Schemas, name: str = "", depth: int = 0) -> Any:
    """A value that fits the schema."""
    resolved = schemas.resolved(schema)
    said = resolved | schema
    if "const" in said or "examples" in said:
        return said["const"] if "const" in said else said["examples"][0]
    if options := resolved.get("anyOf"):
        return _of_options(options, schemas, name, depth)
    if "enum" in resolved:
        return resolved["enum"][0]
    if name in _BY_NAME and _is_of(_BY_NAME[name], resolved):
        return _BY_NAME[name]
    if resolved.get("default") is not None:
        return resolved["default"]
    return _made(resolved, schemas, name, depth)


def _of_options(options: list[JsonDict], schemas: Schemas, name: str, depth: int) -> Any:
    real = [each for each in options if each != {"type": "null"}]
    is_nullable = len(real) < len(options)
    if is_nullable and (depth > _DEPTH or _BY_NAME.get(name, ...) is None):
        return None
    return example(real[0], schemas, name, depth)


def _is_of(value: Any, schema: JsonDict) -> bool:
    types: dict[str, type | tuple[type, ...]] = {
        "string": str,
        "integer": int,
        "number": (int, float),
    }
    kind = types.get(schema.get("type", ""))
    if kind is None or not isinstance(value, kind) or "format" in schema:
        return False
    return re.search(schema.get("pattern", ""), str(value)) is not None


def _made(schema: JsonDict, schemas: Schemas, name: str, depth: int) -> Any:
    makers: dict[str, Callable[[], Any]] = {
        "object": lambda: _object(schema, schemas, depth),
        "array": lambda: _array(schema, schemas, name, depth),
        "string": lambda: _string(schema),
        "integer": lambda: schema.get("minimum", 12),
        "number": lambda: schema.get("minimum", 0.25),
        "boolean": lambda: True,
    }
    return makers.get(schema.get("type", ""), lambda: None)()


def _object(schema: JsonDict, schemas: Schemas, depth: int) -> JsonDict:
    made = {
        name: example(field, schemas, name, depth + 1)
        for name, field in schema.get("properties", {}).items()
    }
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        key = example(schema.get("propertyNames", {"type": "string"}), schemas)
        made[key] = example(extra, schemas, key, depth + 1)
    return made


def _array(schema: JsonDict, schemas: Schemas, name: str, depth: int) -> list[Any]:
    if "prefixItems" in schema:
        return [example(each, schemas, name, depth + 1) for each in schema["prefixItems"]]
    if depth > _DEPTH and not schema.get("minItems"):
        return []
    one = example(schema.get("items", {}), schemas, name.removesuffix("s"), depth + 1)
    return [one] * max(1, schema.get("minItems", 1))


def _string(schema: JsonDict) -> str:
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    return "text"[: schema.get("maxLength", 4)].ljust(schema.get("minLength", 0), "x")
