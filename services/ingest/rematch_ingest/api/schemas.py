"""What bodies that are read by hand look like, for the OpenAPI document."""

from typing import Any

from rematch_common.contracts import CandidateChanged
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


def _file() -> dict[str, Any]:
    form = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
    whole = {"type": "string", "format": "binary"}
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    kinds = {kind: {"schema": whole} for kind in ("application/pdf", word, "text/plain")}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}, **kinds}}}


FILE = _file()
