"""A JSON Schema as a list of fields: name, kind, whether it is needed, and what it means."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]
# Levels of fields within fields that are listed, and words of an enumeration that are.
_DEEPEST, _MOST = 3, 12


def resolved(schema: Document, document: Document) -> Document:
    """What a reference within the document names; a schema that is none, itself; nothing for what is not there."""
    for _ in range(_DEEPEST * 4):
        reference = schema.get("$ref")
        if reference is None:
            return schema
        schema = _at(str(reference), document)
    return {}


def _at(reference: str, document: Document) -> Document:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def fields_of(schema: Document, document: Document) -> list[dict[str, Any]]:
    """Its fields and those within them, named by their paths: `ads[].source`."""
    return list(_fields(schema, document, "", _DEEPEST))


def _fields(schema: Document, document: Document, before: str, depth: int) -> Iterator[dict[str, Any]]:
    mark, schema = _object_in(schema, document)
    needed = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        path = f"{before}{mark}.{name}".removeprefix(".")
        said = field.get("description") or resolved(field, document).get("description") or ""
        yield {"name": path, "kind": kind_of(field, document), "required": name in needed, "what": said}
        if depth > 1:
            yield from _fields(field, document, path, depth - 1)


def _object_in(schema: Document, document: Document) -> tuple[str, Document]:
    """The object that a schema is, may be, or is a list of, with the mark of a list."""
    schema = resolved(schema, document)
    if "properties" in schema:
        return "", schema
    if "items" in schema:
        mark, found = _object_in(schema["items"], document)
        return f"[]{mark}", found
    for option in _options(schema):
        mark, found = _object_in(option, document)
        if found:
            return mark, found
    return "", {}


def kind_of(schema: Document, document: Document) -> str:
    """In words: `text`, `list of number`, `a, b or c`."""
    schema = resolved(schema, document)
    if options := _options(schema):
        return " or ".join(dict.fromkeys(kind_of(option, document) for option in options)) or "anything"
    if words := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
        return ", ".join(map(str, words[:_MOST])) + (", …" if len(words) > _MOST else "")
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}), document)}"
    return str(
        schema.get("format") or {"string": "text"}.get(str(schema.get("type"))) or schema.get("type") or "anything"
    )


def _options(schema: Document) -> list[Document]:
    """The alternatives; that nothing may be given is told by the field not being needed."""
    if "properties" in schema:
        return []
    return [one for one in schema.get("anyOf") or schema.get("oneOf") or [] if one.get("type") != "null"]
