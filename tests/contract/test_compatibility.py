"""A change that an existing reader or writer would feel fails here, before it is released."""

from typing import Any

import pytest

from rematch_common.contracts.compatibility import breaking_changes
from rematch_common.contracts.generate import breaks, released_schemas, schemas

Schema = dict[str, Any]
OLD: Schema = {
    "type": "object",
    "required": ["id", "kind"],
    "properties": {
        "id": {"type": "string", "maxLength": 64, "pattern": "^[a-z]+$"},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "count": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 10}, {"type": "null"}], "default": None},
        "at": {"type": "string", "format": "date-time"},
        "part": {"$ref": "#/$defs/Part"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "maxItems": 5},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
    "$defs": {"Part": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
}


def changed(**properties: Schema) -> Schema:
    return {**OLD, "properties": {**OLD["properties"], **properties}}


def without(name: str) -> Schema:
    return {**OLD, "properties": {key: value for key, value in OLD["properties"].items() if key != name}}


def with_part(**part: Any) -> Schema:
    return {**OLD, "$defs": {"Part": {**OLD["$defs"]["Part"], **part}}}


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (without("at"), ["record.at: removed"]),
        (
            changed(at={"type": "integer"}),
            ["record.at: string (date-time) is no longer allowed", "record.at: may now be integer"],
        ),
        (
            changed(at={"type": "string"}),
            ["record.at: string (date-time) is no longer allowed", "record.at: may now be string"],
        ),
        ({**OLD, "required": ["id", "kind", "at"]}, ["record.at: newly required"]),
        ({**OLD, "required": ["id"]}, ["record.kind: no longer promised"]),
        ({**OLD, "additionalProperties": False}, ["record: unknown fields are no longer accepted"]),
        ({**OLD, "anyOf": [{"required": ["at"]}]}, ["record: which of its fields must be given has changed"]),
        (changed(kind={"type": "string", "enum": ["a"]}), ["record.kind: 'b' is no longer allowed"]),
        (changed(kind={"type": "string", "const": "b"}), ["record.kind: 'a' is no longer allowed"]),
        (
            changed(id={"type": "string", "maxLength": 64, "pattern": "^[a-z]+$", "enum": ["x"]}),
            ["record.id: newly limited to x"],
        ),
        (
            changed(id={"type": "string", "maxLength": 9, "pattern": "^[a-z]+$"}),
            ["record.id: maxLength narrowed from 64 to 9"],
        ),
        (
            changed(id={"type": "string", "maxLength": 64, "pattern": "^[b-y]+$"}),
            ["record.id: pattern changed from ^[a-z]+$ to ^[b-y]+$"],
        ),
        (changed(count={"type": "integer", "minimum": 0, "maximum": 10}), ["record.count: null is no longer allowed"]),
        (
            changed(count={"anyOf": [{"type": "integer", "minimum": 1, "maximum": 10}, {"type": "null"}]}),
            ["record.count: minimum narrowed from 0 to 1"],
        ),
        (
            changed(at={"type": "string", "format": "date-time", "minLength": 3}),
            ["record.at: minLength narrowed from None to 3"],
        ),
        (changed(counts={"type": "object", "additionalProperties": {"type": "string"}}), None),
        (with_part(properties={}), ["record.part.name: removed", "record.parts[].name: removed"]),
        (with_part(required=[]), ["record.part.name: no longer promised", "record.parts[].name: no longer promised"]),
        (changed(parts={"type": "array", "items": {"type": "string"}, "maxItems": 5}), None),
        ({"type": "array"}, None),
    ],
)
def test_a_breaking_change_is_told(new: Schema, told: list[str] | None) -> None:
    found = breaking_changes(OLD, new)
    assert found
    assert told is None or found == told


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        changed(more={"type": "string"}),
        changed(at={"type": "string", "format": "date-time", "title": "At", "description": "when"}),
        changed(at={"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}),
        changed(kind={"type": "string", "enum": ["a", "b", "c"]}),
        changed(id={"type": "string", "maxLength": 100}),
        changed(count={"anyOf": [{"type": "null"}, {"type": "integer"}]}),
        changed(part={"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}),
        with_part(properties={"name": {"type": "string"}, "size": {"type": "number"}}),
    ],
)
def test_an_addition_breaks_nothing(new: Schema) -> None:
    assert breaking_changes(OLD, new) == []


def test_a_schema_that_contains_itself_is_compared_once() -> None:
    tree: Schema = {
        "$ref": "#/$defs/Tree",
        "$defs": {"Tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/Tree"}}}},
    }
    assert breaking_changes(tree, tree) == []


def test_the_models_of_today_break_nothing_that_was_released() -> None:
    assert released_schemas(), "no baseline: python -m rematch_common.contracts.generate --release"
    assert breaks() == []


def test_a_field_taken_from_a_released_record_is_noticed() -> None:
    today = schemas()
    for ce_type, old in released_schemas().items():
        properties = today[ce_type]["properties"]
        for name in old["properties"]:
            new = {**today[ce_type], "properties": {key: value for key, value in properties.items() if key != name}}
            assert f"record.{name}: removed" in breaking_changes(old, new)
