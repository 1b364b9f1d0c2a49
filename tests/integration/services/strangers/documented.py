"""The OpenAPI document shows what each route answers: an example of the names that an answer really has.

`WRITE=1` takes the answers of this run as the examples: look at what changed.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import orjson

# Shown once, to whom it belongs.
_SECRET = {"api_key": "rmk_7f3a91c04e5d_this-is-shown-only-once"}
_LISTED = 2


def check(document: Mapping[str, Any], answers: Mapping[str, httpx.Response], file: Path) -> None:
    """Every answer that is told as JSON has an example in the document, and that has the names of the real one."""
    told = {route: answer.json() for route, answer in answers.items() if _is_json(answer)}
    if os.environ.get("WRITE"):
        shown = {route: _short(told[route]) for route in sorted(told) if _documented(document, route) is not None}
        file.write_bytes(orjson.dumps(shown, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        return
    for route, answer in told.items():
        if (content := _documented(document, route)) is not None:
            example, real = _names(content.get("example")), _names(answer)
            assert example <= real or real <= example, f"{route}: WRITE=1 shows what is new"


def _is_json(answer: httpx.Response) -> bool:
    return answer.status_code != 204 and answer.headers["content-type"] == "application/json"


def _documented(document: Mapping[str, Any], route: str) -> Mapping[str, Any] | None:
    """What the document says of the route's answer, if it knows the route."""
    method, path = route.split(" ")
    operation = document["paths"].get(path, {}).get(method.lower())
    if operation is None:
        return None
    answers = [told for status, told in operation["responses"].items() if status.startswith("2") and status != "204"]
    return next((told["content"]["application/json"] for told in answers if "content" in told), {})


def _short(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {name: _SECRET.get(name) or _short(value) for name, value in answer.items()}
    return [_short(one) for one in answer[:_LISTED]] if isinstance(answer, list) else answer


def _names(answer: Any) -> set[str]:
    """Of an object. One may have names that another of its kind leaves out."""
    return set(answer) if isinstance(answer, dict) else {type(answer).__name__}
