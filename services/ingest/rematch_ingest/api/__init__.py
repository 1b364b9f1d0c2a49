"""ingest's HTTP side. Every route asks for a key."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.types import Scope

from rematch_common import openapi
from rematch_common.clock import Now
from rematch_common.routes import BodyLimit
from rematch_ingest.api import (
    candidates,
    categories,
    cvs,
    described,
    erasures,
    exports,
    import_aliases,
    imports,
    keys,
    pipeline,
    postings,
    previews,
    scrape_queue,
    scraper_keys,
    tenants,
)
from rematch_ingest.api.common import unreadable_problem
from rematch_ingest.api.postings import Limits
from rematch_ingest.api.repeating import Repeatable
from rematch_ingest.api.room import PARSED, Room
from rematch_ingest.api.uploads import Uploads
from rematch_ingest.handlers.candidates import TakeIn
from rematch_ingest.handlers.cvs import TakeCvs
from rematch_ingest.handlers.erasures import Erase
from rematch_ingest.handlers.exporting import Export
from rematch_ingest.handlers.imports import TakeUpload
from rematch_ingest.handlers.overseeing import Overseeing
from rematch_ingest.handlers.postings import TakePostings
from rematch_ingest.handlers.scraping import Scraping
from rematch_ingest.ports.categories import Categories
from rematch_ingest.ports.erasures import Erasures
from rematch_ingest.ports.imports import Imports
from rematch_ingest.ports.people import People
from rematch_ingest.ports.pipeline_runs import PipelineRuns
from rematch_ingest.ports.sealing import Unreadable

__all__ = ["ANSWERS", "Handlers", "Limits", "Queue", "Recruiting", "Repeatable", "add_routes"]
ANSWERS = Path(__file__).with_name("answers.json")
# A form's own lines around the file.
_FORM = 64 * 1024


@dataclass(frozen=True, slots=True)
class Queue:
    """What the routes of scrapers call, and those of who looks after them."""

    scraping: Scraping
    overseeing: Overseeing
    categories: Categories
    runs: PipelineRuns
    now: Now


@dataclass(frozen=True, slots=True)
class Recruiting:
    """What the routes of candidates call."""

    take: TakeIn
    people: People
    cvs: TakeCvs
    export: Export


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the routes call."""

    postings: TakePostings
    repeatable: Repeatable
    uploads: TakeUpload
    imports: Imports
    recruiting: Recruiting
    queue: Queue
    keys: keys.Keys
    tenants: tenants.Choices
    erase: Erase
    erasures: Erasures


def add_routes(api: FastAPI, handlers: Handlers, limits: Limits) -> None:
    streamed = {
        "/v1/jobs": limits.stream,
        "/v1/imports": limits.stream + _FORM,
        "/api/jobs/import": limits.stream + _FORM,
    }
    api.add_middleware(Room, lambda scope: 0 if _weighed_apart(scope) else PARSED)
    api.add_middleware(BodyLimit, limits.body, streamed)
    uploads = Uploads(handlers.uploads, limits.stream)
    for group in (
        postings.routes(handlers.postings, handlers.postings.fate, handlers.repeatable, limits),
        previews.routes(handlers.queue.now),
        imports.routes(uploads, handlers.imports),
        import_aliases.routes(uploads, handlers.imports),
        candidates.routes(handlers.recruiting.take, handlers.recruiting.people, limits.body),
        cvs.routes(handlers.recruiting.cvs, limits.body),
        exports.routes(handlers.recruiting.export),
        scrape_queue.routes(handlers.queue.scraping, handlers.queue.overseeing),
        categories.routes(handlers.queue.categories, handlers.queue.now),
        pipeline.routes(handlers.queue.runs, handlers.queue.now),
        keys.routes(handlers.keys),
        scraper_keys.routes(handlers.keys),
        tenants.routes(handlers.tenants),
        erasures.routes(handlers.erase, handlers.erasures),
        described.routes(),
    ):
        api.include_router(group)
    api.add_exception_handler(Unreadable, unreadable_problem)
    openapi.add(api, ANSWERS, described.LINKS)


def _weighed_apart(scope: Scope) -> bool:
    """Where a body is streamed, its route says what it holds of it."""
    path = scope["path"]
    return path in ("/v1/jobs", "/v1/imports", "/api/jobs/import") or (scope["method"] == "POST" and cvs.is_one(path))
