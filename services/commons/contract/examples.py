"""Examples made of JSON schemas, so that every operation shows a body without anyone writing it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FORMATS = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T11:00:00+00:00",
    "uuid": "01954f6e-5c7a-7c3e-8b7a-0d3f1c2b4a59",
    "email": "office@example.org",
    "uri": "https://example.org",
    "url": "https://example.org",
}
DEEPEST = 6


def example_of(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:
    """Return a value of the shape; ``schemas`` are the components that ``$ref`` names, ``name`` is the field's."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth)
    for given in ("example", "default", "const"):
        if schema.get(given) is not None:
            return schema[given]
    if found := schema.get("examples") or schema.get("enum"):
        return next((one for one in found if one is not None), None)
    for choice in ("allOf", "anyOf", "oneOf"):
        if choice in schema:
            return example_of(schema[choice][0], schemas, name, depth)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(one for one in kind if one != "null")
    if kind == "object" or "properties" in schema:
        inside = schema.get("properties", {}) if depth < DEEPEST else {}
        return {field: example_of(inner, schemas, field, depth + 1) for field, inner in inside.items()}
    if kind == "array":
        item = example_of(schema.get("items", {}), schemas, name.removesuffix("s"), depth + 1)
        return [item] * max(1, schema.get("minItems", 1))
    return _plain(kind, schema, name)


def _plain(kind: Any, schema: Mapping[str, Any], name: str) -> Any:
    if kind == "boolean":
        return False
    if kind in ("integer", "number"):
        return schema.get("minimum", 1) or 1
    if kind != "string":
        return None
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if name == "id" or name.endswith("_id"):
        return f"{name.removesuffix('_id')[:3]}_06e8w3rv1xq4t5y7z8k2m3n4p5"
    text = (name or "text").replace("_", "-")
    return text[: schema.get("maxLength", 200)]
