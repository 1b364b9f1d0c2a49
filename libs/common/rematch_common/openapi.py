"""The OpenAPI document of all routes and a page of what it says, for whoever asks."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from rematch_common.fixed import Fixed, answer
from rematch_common.reference.pages import Link, api_page
from rematch_common.routes import Problem

_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "an access key: rmk_…"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "the same key"},
    "scraper": {"type": "apiKey", "in": "header", "name": "X-Scraper-API-Key", "description": "the same key"},
}


def add(api: FastAPI, answers: Path | None = None, links: Sequence[Link] = ()) -> None:
    """`answers`: a file of JSON with an example of what each route answers, by "METHOD path". `links`: what the page
    leads to besides."""

    @cache
    def document() -> dict[str, Any]:
        made = get_openapi(title=api.title, version="1", routes=api.routes)
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        if answers is not None:
            _show(made["paths"], orjson.loads(answers.read_bytes()))
        made["components"]["securitySchemes"] = _SCHEMES
        made["security"] = [{name: []} for name in _SCHEMES]
        return made

    @api.get("/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        return document()

    @cache
    def page() -> Fixed:
        return api_page(api.title, document(), (("docs", api.title), ("openapi.json", "OpenAPI document"), *links))

    @api.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        return answer(request, page())


def _show(paths: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
    for path, item in paths.items():
        for method, operation in item.items():
            if (example := answers.get(f"{method.upper()} {path}")) is not None:
                for status, told in operation["responses"].items():
                    if status.startswith("2") and "application/json" in told.get("content", {}):
                        told["content"]["application/json"]["example"] = example
