"""The APIs and topics, described by their own documents; and links to what shows more."""

import asyncio
from functools import cache
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, HTTPException, Path

from rematch_common.contracts.asyncapi import asyncapi_document
from rematch_common.errors import DependencyAway
from rematch_common.reference.reading import channels_of, routes_of
from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking
from rematch_console.api.page import Page, json_answer, twin
from rematch_console.ports.services import Refused

_PATH = "/apis"
_SERVICES = ("ingest", "dedup", "match", "notify")
_VERSION = "0.1.0"
Service = Annotated[str, Path(pattern=f"^({'|'.join(_SERVICES)})$")]


def routes(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, _PATH, "apis.html")
    async def apis() -> dict[str, Any]:
        found = await asyncio.gather(*(_document(desk, service) for service in _SERVICES))
        told = [{"service": name, "routes": _counted(one)} for name, one in zip(_SERVICES, found, strict=True)]
        return {"apis": told, "topics": len(channels_of(_topics()))}

    @api.get(f"{_PATH}/asyncapi/document", include_in_schema=False)
    async def asyncapi(_: Looking) -> Any:
        return json_answer(_topics())

    @api.get(f"{_PATH}/{{service}}/document", include_in_schema=False)
    async def document(_: Looking, service: Service) -> Any:
        return json_answer(await _there(desk, service))

    @twin(api, desk, f"{_PATH}/asyncapi", "topics.html")
    async def topics() -> dict[str, Any]:
        return {"topics": channels_of(_topics())}

    @twin(api, desk, f"{_PATH}/{{service}}", "api.html")
    async def one(service: Service) -> dict[str, Any]:
        groups = routes_of(await _there(desk, service))
        return {"service": service, "groups": groups}


def _counted(document: dict[str, Any] | None) -> int:
    return sum(len(group["routes"]) for group in routes_of(document or {}))


async def _there(desk: Desk, service: str) -> dict[str, Any]:
    found = await _document(desk, service)
    if found is None:
        raise HTTPException(404, f"{service} has no OpenAPI document, or does not answer")
    return found


async def _document(desk: Desk, service: str) -> dict[str, Any] | None:
    try:
        found = orjson.loads(await desk.services.text(service, "/openapi.json"))
    except (Refused, DependencyAway, orjson.JSONDecodeError):
        return None
    return found if isinstance(found, dict) else None


@cache
def _topics() -> dict[str, Any]:
    return dict(asyncapi_document(_VERSION))


PAGE = Page(_PATH, "APIs", routes)
