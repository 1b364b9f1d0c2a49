"""A small schema registry that speaks the part of Confluent's REST API that is asked here, on this machine."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from rematch_common.contracts.compatibility import breaking_changes
from tests.unit.common.api_cases import served

_PROBLEMS = {40401: "subject not found", 40402: "version not found", 40403: "schema not found", 40408: "no config"}


class SmallRegistry:
    """Texts of schemas have ids, whatever subject they stand under; `asked` counts the requests."""

    def __init__(self) -> None:
        self.subjects: dict[str, list[int]] = {}
        self.config: dict[str, str] = {}
        self.ids: dict[str, int] = {}
        self.asked: Counter[str] = Counter()
        self.read_only = False

    def text(self, schema_id: int) -> str:
        return next(text for text, known in self.ids.items() if known == schema_id)

    def look_up(self, subject: str, text: str) -> JSONResponse:
        if subject not in self.subjects:
            return _problem(404, 40401)
        found = self.ids.get(text)
        return _told(found) if found in self.subjects[subject] else _problem(404, 40403)

    def register(self, subject: str, text: str) -> JSONResponse:
        if self.read_only:
            return JSONResponse({"error_code": 40301, "message": "read only"}, 403)
        versions = self.subjects.setdefault(subject, [])
        if versions and self.config.get(subject) == "BACKWARD":
            before = orjson.loads(self.text(versions[-1]))
            if found := breaking_changes(_with_defs(before), _with_defs(orjson.loads(text))):
                return JSONResponse({"error_code": 409, "message": found[0]}, 409)
        schema_id = self.ids.setdefault(text, len(self.ids) + 1)
        versions += [] if schema_id in versions else [schema_id]
        return _told(schema_id)


def _with_defs(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "$defs": schema.get("definitions", {})}


def _told(schema_id: int | None) -> JSONResponse:
    return JSONResponse({"id": schema_id}, media_type="application/vnd.schemaregistry.v1+json")


def _problem(status: int, code: int) -> JSONResponse:
    return JSONResponse({"error_code": code, "message": _PROBLEMS[code]}, status)


@asynccontextmanager
async def serving(registry: SmallRegistry, port: int = 0) -> AsyncIterator[str]:
    """Its address, as long as it is there."""
    async with served(_api(registry), port) as url:
        yield url


def _api(registry: SmallRegistry) -> FastAPI:
    api = FastAPI()

    @api.post("/subjects/{subject}")
    async def look_up(subject: str, request: Request) -> JSONResponse:
        registry.asked["look up"] += 1
        return registry.look_up(subject, _schema(await request.json()))

    @api.post("/subjects/{subject}/versions")
    async def register(subject: str, request: Request) -> JSONResponse:
        registry.asked["register"] += 1
        return registry.register(subject, _schema(await request.json()))

    @api.get("/subjects/{subject}/versions/latest")
    async def latest(subject: str) -> JSONResponse:
        registry.asked["latest"] += 1
        versions = registry.subjects.get(subject)
        return _told(versions[-1]) if versions else _problem(404, 40401)

    @api.get("/config/{subject}")
    async def config(subject: str) -> JSONResponse:
        known = registry.config.get(subject)
        return JSONResponse({"compatibilityLevel": known}) if known else _problem(404, 40408)

    @api.put("/config/{subject}")
    async def configure(subject: str, request: Request) -> JSONResponse:
        registry.asked["configure"] += 1
        registry.config[subject] = (await request.json())["compatibility"]
        return JSONResponse({"compatibility": registry.config[subject]})

    return api


def _schema(body: dict[str, Any]) -> str:
    assert body["schemaType"] == "JSON"
    return str(body["schema"])
