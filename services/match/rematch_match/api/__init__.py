"""match's HTTP side. Every route asks for a key, and shows and changes what is the key's tenant's alone."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from rematch_common import openapi
from rematch_common.routes import BodyLimit
from rematch_match.api import (
    aliases,
    applications,
    experiments,
    feedback,
    learned,
    matches,
    newest,
    notice,
    postings,
    preview,
    quality,
    requests,
    tailor,
    why,
)
from rematch_match.handlers.experimenting import Trials
from rematch_match.handlers.learned_status import LearnedStatus
from rematch_match.handlers.preview import Preview
from rematch_match.handlers.quality import Quality
from rematch_match.handlers.react import React
from rematch_match.handlers.search import Search
from rematch_match.handlers.show import Show
from rematch_match.handlers.sources import Sources
from rematch_match.handlers.tailor import Tailor
from rematch_match.handlers.why import WhyNot
from rematch_match.ports.audits import Audits
from rematch_match.ports.register import Applications, Requests

__all__ = ["ANSWERS", "Handlers", "add_routes"]
ANSWERS = Path(__file__).with_name("answers.json")


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the routes call."""

    sources: Sources
    show: Show
    search: Search
    preview: Preview
    why_not: WhyNot
    tailor: Tailor
    react: React
    applications: Applications
    requests: Requests
    trials: Trials
    audits: Audits
    quality: Quality
    learned: LearnedStatus


def add_routes(api: FastAPI, handlers: Handlers, largest_body: int) -> None:
    api.add_middleware(BodyLimit, largest_body)
    now = handlers.sources.now
    groups = (
        newest.routes(handlers.show, handlers.audits),
        matches.routes(handlers.show, handlers.react, now),
        requests.routes(handlers.requests, now),
        postings.routes(handlers.sources, handlers.search),
        preview.routes(handlers.preview, now),
        why.routes(handlers.why_not),
        tailor.routes(handlers.tailor),
        feedback.routes(handlers.react, now),
        applications.routes(handlers.react, handlers.applications),
        experiments.routes(handlers.trials),
        quality.routes(handlers.quality),
        learned.routes(handlers.learned),
        notice.routes(handlers.sources.prevailing),
    )
    for group in groups:
        api.include_router(group)
    aliases.add(api, groups)
    openapi.add(api, ANSWERS)
