"""Fields out of schemas, as pages list them; and nothing of a document's text is taken for HTML."""

from typing import Any

from rematch_common.reference.fields import fields_of, kind_of
from rematch_common.reference.pages import api_page
from rematch_common.reference.reading import routes_of

PLACE = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
DOCUMENT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Place": PLACE,
            "Tree": {"type": "object", "properties": {"in": {"$ref": "#/components/schemas/Tree"}}},
        }
    },
}
AT = {"$ref": "#/components/schemas/Place"}


def named(schema: dict[str, Any]) -> list[str]:
    return [field["name"] for field in fields_of(schema, DOCUMENT)]


def test_fields_within_fields_are_named_by_their_path() -> None:
    schema = {"properties": {"at": {"anyOf": [AT, {"type": "null"}]}, "been": {"type": "array", "items": AT}}}
    assert named(schema) == ["at", "at.city", "been", "been[].city"]
    assert [field["required"] for field in fields_of(schema, DOCUMENT)] == [False, True, False, True]
    assert named({"type": "array", "items": AT}) == ["[].city"]


def test_what_contains_itself_or_is_not_there_ends() -> None:
    assert named({"$ref": "#/components/schemas/Tree"}) == ["in", "in.in", "in.in.in"]
    assert named({"$ref": "#/nowhere/at/all"}) == []
    round_and_round: dict[str, Any] = {"$ref": "#/a"}
    assert fields_of(round_and_round, {"a": round_and_round}) == []


def test_kinds_are_told_in_words() -> None:
    assert kind_of({"anyOf": [{"type": "string"}, {"type": "null"}]}, {}) == "text"
    assert kind_of({"type": "array", "items": {"type": "integer"}}, {}) == "list of integer"
    assert kind_of({"enum": ["a", "b"]}, {}) == "a, b"
    assert kind_of({"type": "string", "format": "uuid"}, {}) == "uuid"
    assert kind_of(AT, DOCUMENT) == "object"
    assert kind_of({}, {}) == "anything"


def test_text_of_a_document_is_no_html() -> None:
    evil = "<script>alert(1)</script>"
    told: dict[str, Any] = {
        "tags": [evil],
        "summary": evil,
        "description": evil,
        "responses": {"200": {"description": evil}},
    }
    told |= {"requestBody": {"content": {evil: {"example": {evil: evil}}}}}
    told |= {"parameters": [{"name": evil, "in": "query", "description": evil}]}
    document = {"paths": {f"/{evil}": {"get": told}}}
    page = api_page(evil, document, [(evil, evil)]).content
    assert b"<script" not in page
    assert page.count(b"&lt;script&gt;") >= 10
    assert routes_of(document)[0]["routes"][0]["bodies"][0]["media_type"] == evil
