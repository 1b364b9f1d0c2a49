"""ingest's HTTP side. Every route asks for a key."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from rematch_common import openapi
from rematch_common.clock import Now
from rematch_common.keys import Principal
from rematch_common.routes import BodyLimit
from rematch_ingest.api import candidates, categories, keys, pipeline, postings, scrape_queue, scraper_keys, tenants
from rematch_ingest.handlers.answers import Answer
from rematch_ingest.handlers.overseeing import Overseeing
from rematch_ingest.handlers.scraping import Scraping
from rematch_ingest.ports.categories import Categories
from rematch_ingest.ports.pipeline_runs import PipelineRuns

__all__ = ["Handlers", "Queue", "add_routes"]


@dataclass(frozen=True, slots=True)
class Queue:
    """What the routes of scrapers call, and those of who looks after them."""

    scraping: Scraping
    overseeing: Overseeing
    categories: Categories
    runs: PipelineRuns
    now: Now


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the routes call."""

    postings: Callable[[Sequence[Any]], Awaitable[list[Answer]]]
    candidates: Callable[[Sequence[Any], Principal], Awaitable[list[Answer]]]
    queue: Queue
    keys: keys.Keys
    tenants: tenants.Choices


def add_routes(api: FastAPI, handlers: Handlers, largest_body: int) -> None:
    api.add_middleware(BodyLimit, largest_body)
    for group in (
        postings.routes(handlers.postings, largest_body),
        candidates.routes(handlers.candidates, largest_body),
        scrape_queue.routes(handlers.queue.scraping, handlers.queue.overseeing),
        categories.routes(handlers.queue.categories, handlers.queue.now),
        pipeline.routes(handlers.queue.runs, handlers.queue.now),
        keys.routes(handlers.keys),
        scraper_keys.routes(handlers.keys),
        tenants.routes(handlers.tenants),
    ):
        api.include_router(group)
    openapi.add(api)
