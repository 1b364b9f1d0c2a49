"""What an OpenAPI document leaves without an example."""

from collections.abc import Iterator
from typing import Any

_BODIES = ("post", "put", "patch")


def without_body(document: dict[str, Any]) -> set[str]:
    """Routes that change something and are told nothing."""
    return {name for name, method, one in _operations(document) if method in _BODIES and "requestBody" not in one}


def without_example(document: dict[str, Any]) -> set[str]:
    """Routes that lack an example of what they take, or of what they answer as JSON."""
    schemas = document["components"]["schemas"]
    return {
        name
        for name, _, one in _operations(document)
        for content in (one.get("requestBody", {}).get("content", {}), _answered(one))
        for told in content.values()
        if not (_has_example(told) or _has_example(_schema(told.get("schema", {}), schemas)))
    }


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", method, operation


def _answered(operation: dict[str, Any]) -> dict[str, Any]:
    good = [told.get("content", {}) for status, told in operation["responses"].items() if status.startswith("2")]
    return {kind: told for content in good for kind, told in content.items() if kind == "application/json"}


def _schema(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema that is meant, or the first of several that has an example."""
    if "$ref" in schema:
        return dict(schemas[schema["$ref"].rsplit("/", 1)[-1]])
    return next((each for one in schema.get("anyOf", ()) if _has_example(each := _schema(one, schemas))), schema)


def _has_example(told: dict[str, Any]) -> bool:
    return "example" in told or bool(told.get("examples"))
