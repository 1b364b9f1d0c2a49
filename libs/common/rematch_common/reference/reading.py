"""What OpenAPI and AsyncAPI documents say, short enough to be read on a page."""

from collections.abc import Iterator, Mapping
from typing import Any

from rematch_common.reference.fields import Document, fields_of, kind_of, resolved

_METHODS = ("get", "post", "put", "patch", "delete")


def routes_of(document: Document) -> list[dict[str, Any]]:
    """The routes of an API, grouped by their first tag, in the document's order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, item in document.get("paths", {}).items():
        for method in _METHODS:
            if (told := item.get(method)) is not None:
                group = str((told.get("tags") or ["other"])[0])
                groups.setdefault(group, []).append(_route(f"{method.upper()} {path}", told, document))
    return [{"name": name, "routes": routes} for name, routes in groups.items()]


def _route(name: str, told: Document, document: Document) -> dict[str, Any]:
    method, path = name.split(" ", 1)
    parameters = [one for one in told.get("parameters", []) if "name" in one and one.get("in") != "header"]
    return {
        "method": method,
        "path": path,
        "summary": told.get("summary") or "",
        "description": told.get("description") or "",
        "parameters": [_parameter(one, document) for one in parameters],
        "bodies": list(_contents(told.get("requestBody", {}), document)),
        "answers": [_answer(status, one, document) for status, one in told.get("responses", {}).items()],
    }


def _parameter(one: Document, document: Document) -> dict[str, Any]:
    return {
        "name": one["name"],
        "where": one.get("in", ""),
        "required": bool(one.get("required")),
        "kind": kind_of(one.get("schema", {}), document),
        "what": one.get("description") or "",
    }


def _answer(status: str, one: Document, document: Document) -> dict[str, Any]:
    good = status.startswith("2")
    return {
        "status": status,
        "what": one.get("description", ""),
        "contents": list(_contents(one, document)) if good else [],
    }


def _contents(told: Document, document: Document) -> Iterator[dict[str, Any]]:
    """What a body may be: its fields, and examples of it."""
    for media_type, content in told.get("content", {}).items():
        examples = [one.get("value") for one in content.get("examples", {}).values()]
        yield {
            "media_type": media_type,
            "fields": fields_of(content.get("schema", {}), document),
            "examples": [content["example"]] if "example" in content else examples,
        }


def channels_of(document: Document) -> list[dict[str, Any]]:
    """The topics: what each holds, in which records, and their fields. Dead-letter and retry topics are left out."""
    told = []
    for channel in document.get("channels", {}).values():
        name = str(channel.get("address", ""))
        if not name.endswith((".dlq", ".retry")) and ".{" not in name:
            records = [_message(resolved(one, document), document) for one in channel.get("messages", {}).values()]
            told.append({"name": name, "description": channel.get("description", ""), "records": records})
    return told


def _message(message: Document, document: Document) -> dict[str, Any]:
    return {
        "name": message.get("name") or message.get("title") or "",
        "summary": message.get("summary") or message.get("description") or "",
        "fields": fields_of(message.get("payload", {}), document),
        "examples": [one.get("payload") for one in message.get("examples", [])],
    }


def headers_of(document: Document) -> list[dict[str, Any]]:
    """What stands in the headers of every record."""
    traits: Mapping[str, Document] = document.get("components", {}).get("messageTraits", {})
    return [field for trait in traits.values() for field in fields_of(trait.get("headers", {}), document)]
