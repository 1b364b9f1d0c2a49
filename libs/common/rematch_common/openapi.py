"""The OpenAPI document of all routes, for whoever asks."""

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from rematch_common.routes import Problem

_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "an access key: rmk_…"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "the same key"},
    "scraper": {"type": "apiKey", "in": "header", "name": "X-Scraper-API-Key", "description": "the same key"},
}


def add(api: FastAPI) -> None:
    @cache
    def document() -> dict[str, Any]:
        made = get_openapi(title=api.title, version="1", routes=api.routes)
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        made["components"]["securitySchemes"] = _SCHEMES
        made["security"] = [{name: []} for name in _SCHEMES]
        return made

    @api.get("/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        return document()
