"""The topics and their records, described: the AsyncAPI document, a page of what it says, and the JSON Schemas.

No route here asks for a key. Who reads a record has a login of Kafka's and none of ours, and `ce_dataschema` is to
lead anywhere; all of it is public with the source, and the same bytes for everybody.
"""

from functools import cache
from importlib.metadata import version

import orjson
from fastapi import APIRouter, HTTPException, Request, Response

from rematch_common.contracts.asyncapi import asyncapi_document
from rematch_common.contracts.dataschema import dataschema, newest, wordings
from rematch_common.fixed import FOREVER, Fixed, answer
from rematch_common.reference.pages import topics_page

LINKS = (("docs/topics", "Topics and records"), ("asyncapi.json", "AsyncAPI document"), ("schemas", "JSON Schemas"))
_BACK = (("../docs", "Rematch ingest"), ("topics", LINKS[0][1]), *((f"../{where}", name) for where, name in LINKS[1:]))
_SCHEMA = "application/schema+json"


def routes() -> APIRouter:
    api = APIRouter(include_in_schema=False)

    @api.get("/asyncapi.json")
    def asyncapi(request: Request) -> Response:
        return answer(request, _asyncapi())

    @api.get("/docs/topics")
    def topics(request: Request) -> Response:
        return answer(request, _topics())

    @api.get("/schemas")
    def index(request: Request) -> Response:
        return answer(request, _index())

    @api.get("/schemas/{ce_type}.json")
    def schema(request: Request, ce_type: str) -> Response:
        """Today's wording, for who starts from it."""
        return answer(request, _known(_newest().get(ce_type), ce_type))

    @api.get("/schemas/{ce_type}/{revision}.json")
    def wording(request: Request, ce_type: str, revision: str) -> Response:
        """What stands here stands here for ever."""
        return answer(request, _known(_wordings().get(f"{ce_type}/{revision}.json"), ce_type))

    return api


def _known(found: Fixed | None, ce_type: str) -> Fixed:
    if found is None:
        told = f"no such schema of {ce_type[:100]}: GET /schemas has them all; a newer one comes with a newer ingest"
        raise HTTPException(404, told)
    return found


@cache
def _asyncapi() -> Fixed:
    return Fixed(orjson.dumps(_document()), "application/json")


@cache
def _topics() -> Fixed:
    return topics_page(LINKS[0][1], _document(), _BACK)


@cache
def _document() -> dict[str, object]:
    return asyncapi_document(version("rematch-common"))


@cache
def _index() -> Fixed:
    told = {ce_type: f"schemas/{dataschema(ce_type)}" for ce_type in newest()}
    return Fixed(orjson.dumps(told, option=orjson.OPT_INDENT_2), "application/json")


@cache
def _newest() -> dict[str, Fixed]:
    return {ce_type: Fixed(content, _SCHEMA) for ce_type, content in newest().items()}


@cache
def _wordings() -> dict[str, Fixed]:
    return {path: Fixed(content, _SCHEMA, FOREVER) for path, content in wordings().items()}
