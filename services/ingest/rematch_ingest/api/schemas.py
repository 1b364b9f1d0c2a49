"""What bodies that are read by hand look like, for the OpenAPI document."""

from typing import Any

import orjson

from rematch_common.contracts import CandidateChanged, RawJob
from rematch_common.contracts.examples_jobs import RAW_JOBS
from rematch_common.contracts.examples_matches import CHANGED
from rematch_ingest.domain.people import FACTS, Personal

_OURS = ("status", "automated_matching")


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """Without references: what they lead to stands in their place."""
    defined = schema.pop("$defs", {})

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return walk(defined[part["$ref"].rsplit("/", 1)[-1]])
            return {name: walk(value) for name, value in part.items()}
        return [walk(value) for value in part] if isinstance(part, list) else part

    inlined = walk(schema)
    assert isinstance(inlined, dict)
    return inlined


def _candidate() -> dict[str, Any]:
    told, personal = _inlined(CandidateChanged.model_json_schema()), _inlined(Personal.model_json_schema())
    facts = {name: told["properties"][name] for name in ("candidate_id", *_OURS, *FACTS)}
    shown = CHANGED[0].model_dump(mode="json", exclude={"tenant_id", "version", "updated_at"}, exclude_none=True)
    example = {**shown, "first_name": "Ada", "last_name": "Example"}
    return {"type": "object", "properties": {**personal["properties"], **facts}, "examples": [example]}


CANDIDATE = _candidate()


def body(schema: dict[str, Any], *, merge_patch: bool = False) -> dict[str, Any]:
    """For a route's openapi_extra."""
    kinds = ("application/json", *(["application/merge-patch+json"] if merge_patch else []))
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}}


_BYTES = {"type": "string", "format": "binary"}


def _kinds(kinds: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """A file as the body, of one of these kinds with an example of each, or in a form after these fields."""
    form = {"type": "object", "properties": {**fields, "file": _BYTES}, "required": ["file"]}
    example = next(iter(kinds.values()))
    content: dict[str, Any] = {"multipart/form-data": {"schema": form, "example": {"file": example}}}
    content |= {kind: {"schema": _BYTES, "example": each} for kind, each in kinds.items()}
    return {"requestBody": {"required": True, "content": content}}


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CV = "Ada Example\nSenior Python Developer\n2016 - 2024 Northwind Labs: Python, PostgreSQL\n"
CV = _kinds({"text/plain": _CV, "application/pdf": "%PDF-1.7 ...", _WORD: "PK..."}, {})

_ONE, _LEAST = RAW_JOBS[0], RAW_JOBS[1]
_LIST = orjson.dumps([_ONE, _LEAST]).decode()
_LINES = "".join(orjson.dumps(each).decode() + "\n" for each in (_ONE, _LEAST))
_TABLE = "source,external_id,title,company,description\nexample-board,4711,Baker,Acme,Bake bread.\n"
IMPORT = _kinds(
    {
        "application/json": _LIST,
        "application/x-ndjson": _LINES,
        "text/csv": _TABLE,
        "application/octet-stream": _TABLE,
    },
    {"source": {"type": "string"}, "format": {"enum": ["json", "ndjson", "csv"]}},
)


def _postings() -> dict[str, Any]:
    posting = _inlined(RawJob.model_json_schema())
    schema = {"anyOf": [posting, {"type": "array", "items": posting, "maxItems": 1_000}]}
    examples = {
        "one": {"summary": "One posting", "value": _ONE},
        "several": {"summary": "A list of up to 1,000", "value": [_ONE, _LEAST]},
    }
    content = {
        "application/json": {"schema": schema, "examples": examples},
        "application/x-ndjson": {"schema": {"type": "string"}, "example": _LINES},
    }
    return {"requestBody": {"required": True, "content": content}}


POSTINGS = _postings()
