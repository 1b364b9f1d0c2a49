"""ingest's HTTP side. Every route asks for a key."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from rematch_common import openapi
from rematch_common.keys import Principal
from rematch_common.routes import BodyLimit
from rematch_ingest.api import candidates, postings
from rematch_ingest.handlers.answers import Answer

__all__ = ["Handlers", "add_routes"]


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the routes call."""

    postings: Callable[[Sequence[Any]], Awaitable[list[Answer]]]
    candidates: Callable[[Sequence[Any], Principal], Awaitable[list[Answer]]]


def add_routes(api: FastAPI, handlers: Handlers, largest_body: int) -> None:
    api.add_middleware(BodyLimit, largest_body)
    for group in (
        postings.routes(handlers.postings, largest_body),
        candidates.routes(handlers.candidates, largest_body),
    ):
        api.include_router(group)
    openapi.add(api)
