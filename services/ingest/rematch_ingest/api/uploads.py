"""A request as the upload that it is: a raw body, or a form with a file."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import HTTPException, Query, Request
from pydantic import TypeAdapter, ValidationError

from rematch_common.contracts.fields import Source
from rematch_common.errors import InvalidRecord
from rematch_common.keys import Principal
from rematch_ingest.api.bodies import Chunks, chunks_of
from rematch_ingest.api.multipart import FilePart, file_part
from rematch_ingest.api.repeating import checked, kind_of
from rematch_ingest.domain.cutting import Format, Unreadable, looks_like, named_format
from rematch_ingest.domain.file_names import plain_name
from rematch_ingest.domain.ids import derived
from rematch_ingest.domain.imports import Import, Upload
from rematch_ingest.handlers.imports import AnotherFile
from rematch_ingest.ports.imports import BeingUploaded

TakeUpload = Callable[[Upload, Chunks], Awaitable[tuple[Import, bool]]]
_SOURCE: TypeAdapter[str] = TypeAdapter(Source)
_FORMATS: dict[str, Format] = {"json": "json", "ndjson": "ndjson", "csv": "csv"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the query says of the upload; a form's fields of the same names do as well."""

    format: Annotated[
        Format | None, Query(description="else by Content-Type, by the file's name, or by how it begins")
    ] = None
    source: Annotated[str | None, Query(max_length=200, description="of postings that name none")] = None
    platform: Annotated[str | None, Query(max_length=200, description="an older name of source")] = None
    name: Annotated[str | None, Query(max_length=1_000, description="for people")] = None


class Uploads:
    """Takes a request's file in."""

    def __init__(self, take: TakeUpload, largest: int) -> None:
        self._take = take
        self._largest = largest

    async def __call__(self, request: Request, who: Principal, told: Told, key: str | None) -> tuple[Import, bool]:
        """The import, and whether it is new. Raises HTTPException and InvalidRecord."""
        part = await _part(request, chunks_of(request, self._largest))
        checked(key)
        beginning, chunks = await _begun(part.chunks)
        upload = Upload(
            import_id=derived(who.tenant_id, "imports", key) if key else uuid4(),
            tenant_id=who.tenant_id,
            name=plain_name(told.name or part.name) or "",
            format=_format(told, part, beginning),
            source=_source(told, part),
            repeatable=key is not None,
        )
        return await self._taken(upload, chunks)

    async def _taken(self, upload: Upload, chunks: Chunks) -> tuple[Import, bool]:
        try:
            return await self._take(upload, chunks)
        except Unreadable as error:
            raise InvalidRecord("unreadable", str(error), field="body") from None
        except AnotherFile:
            reused = "Idempotency-Key: it was used for another file; take a new key for each import"
            raise InvalidRecord("key_reused", reused, field="Idempotency-Key") from None
        except BeingUploaded:
            busy = "an upload with this Idempotency-Key is under way, or broke off seconds ago: try again"
            raise HTTPException(409, busy, {"Retry-After": "15"}) from None


async def _part(request: Request, chunks: Chunks) -> FilePart:
    content_type = request.headers.get("content-type", "")
    if kind_of(request) == "multipart/form-data":
        return await file_part(content_type, chunks)
    return FilePart("", content_type, {}, chunks)


async def _begun(chunks: Chunks) -> tuple[bytes, Chunks]:
    """The first bytes, and all of them."""
    first = await anext(chunks, b"")

    async def again() -> Chunks:
        if first:
            yield first
        async for chunk in chunks:
            yield chunk

    return first[:4_096], again()


def _format(told: Told, part: FilePart, beginning: bytes) -> Format:
    if told.format:
        return told.format
    if named := part.fields.get("format"):
        if named not in _FORMATS:
            raise InvalidRecord("bad_format", "format: choose json, ndjson or csv", field="format")
        return _FORMATS[named]
    return named_format(part.media_type, part.name) or looks_like(beginning)


def _source(told: Told, part: FilePart) -> str | None:
    given = told.source or told.platform or part.fields.get("source") or part.fields.get("platform")
    if not given:
        return None
    try:
        return _SOURCE.validate_python(given)
    except ValidationError:
        raise InvalidRecord(
            "bad_source", "source: use 1 to 64 lower-case letters, digits, '_', '.' or '-'", field="source"
        ) from None
