"""ingest's HTTP side. Every route asks for a key."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from rematch_common import openapi
from rematch_common.keys import Principal
from rematch_common.routes import BodyLimit
from rematch_ingest.api import candidates, import_aliases, imports, postings
from rematch_ingest.api.postings import Limits
from rematch_ingest.api.repeating import Repeatable
from rematch_ingest.api.uploads import Uploads
from rematch_ingest.handlers.answers import Answer
from rematch_ingest.handlers.imports import TakeUpload
from rematch_ingest.handlers.postings import TakePostings
from rematch_ingest.ports.imports import Imports

__all__ = ["Handlers", "Limits", "Repeatable", "add_routes"]
# A form's own lines around the file.
_FORM = 64 * 1024


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the routes call."""

    postings: TakePostings
    repeatable: Repeatable
    uploads: TakeUpload
    imports: Imports
    candidates: Callable[[Sequence[Any], Principal], Awaitable[list[Answer]]]


def add_routes(api: FastAPI, handlers: Handlers, limits: Limits) -> None:
    streamed = {
        "/v1/jobs": limits.stream,
        "/v1/imports": limits.stream + _FORM,
        "/api/jobs/import": limits.stream + _FORM,
    }
    api.add_middleware(BodyLimit, limits.body, streamed)
    uploads = Uploads(handlers.uploads, limits.stream)
    for group in (
        postings.routes(handlers.postings, handlers.postings.fate, handlers.repeatable, limits),
        imports.routes(uploads, handlers.imports),
        import_aliases.routes(uploads, handlers.imports),
        candidates.routes(handlers.candidates, limits.body),
    ):
        api.include_router(group)
    openapi.add(api)
