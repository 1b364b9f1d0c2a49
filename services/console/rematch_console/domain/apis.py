"""What OpenAPI and AsyncAPI documents say, short enough to be read on a page."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")


def routes_of(document: Document) -> list[dict[str, Any]]:
    """The routes of an API, grouped by their first tag, in the document's order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, item in document.get("paths", {}).items():
        for method in _METHODS:
            if (told := item.get(method)) is not None:
                group = str((told.get("tags") or ["other"])[0])
                groups.setdefault(group, []).append(_route(method, path, told))
    return [{"name": name, "routes": routes} for name, routes in groups.items()]


def _route(method: str, path: str, told: Document) -> dict[str, Any]:
    parameters = [one for one in told.get("parameters", []) if "name" in one and one.get("in") != "header"]
    return {
        "method": method.upper(),
        "path": path,
        "summary": told.get("summary") or "",
        "description": told.get("description") or "",
        "parameters": [_parameter(one) for one in parameters],
        "answers": [
            {"status": status, "what": one.get("description", "")} for status, one in told.get("responses", {}).items()
        ],
    }


def _parameter(one: Document) -> dict[str, Any]:
    return {
        "name": one["name"],
        "where": one.get("in", ""),
        "required": bool(one.get("required")),
        "what": one.get("description") or "",
    }


def channels_of(document: Document) -> list[dict[str, Any]]:
    """The topics: what each holds, in which records, and their fields. Dead-letter and retry topics are left out."""
    messages = document.get("components", {}).get("messages", {})
    told = []
    for channel in document.get("channels", {}).values():
        name = str(channel.get("address", ""))
        if not name.endswith((".dlq", ".retry")) and ".{" not in name:
            records = [_message(messages, reference) for reference in channel.get("messages", {}).values()]
            told.append({"name": name, "description": channel.get("description", ""), "records": records})
    return told


def _message(messages: Document, reference: Document) -> dict[str, Any]:
    message = messages.get(str(reference.get("$ref", "")).rsplit("/", 1)[-1], reference)
    return {
        "name": message.get("name") or message.get("title") or "",
        "summary": message.get("summary") or message.get("description") or "",
    }
