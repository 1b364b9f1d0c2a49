"""Ask each service what it would say of a text. Nothing is stored: these are their previews."""

import asyncio
from time import perf_counter
from typing import Any

from rematch_common.errors import DependencyAway
from rematch_console.domain.pasting import posting_of
from rematch_console.domain.trying import Kind, Part, Tried
from rematch_console.ports.services import Question, Refused, Services

# Of no platform: what names none is an ad that was never seen.
_NOWHERE = {"source": "try-it", "external_id": "try-it"}


class TryOut:
    """See the module."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, key: str, kind: Kind, text: str, given: dict[str, str]) -> Tried:
        began = perf_counter()
        questions = _of_cv(text) if kind == "cv" else _of_posting(posting_of(text, given))
        parts = await asyncio.gather(*(self._ask(key, question) for question in questions))
        return Tried(kind, {part.service: part for part in parts}, perf_counter() - began)

    async def _ask(self, key: str, question: Question) -> Part:
        try:
            return Part(question.service, await self._services.ask(key, question))
        except Refused as refused:
            return Part(question.service, why_not=refused.detail, field=refused.field)
        except DependencyAway:
            return Part(question.service, why_not=f"{question.service} does not answer at the moment")


def _of_posting(posting: dict[str, Any]) -> list[Question]:
    whole = {**_NOWHERE, **posting}
    return [
        Question("ingest", "/v1/preview/posting", "POST", body={"posting": whole}),
        Question("dedup", "/v1/preview", "POST", body={"posting": whole}),
        Question("match", "/v1/preview", "POST", body={"posting": whole}),
    ]


def _of_cv(text: str) -> list[Question]:
    return [
        Question("ingest", "/v1/preview/cv", "POST", body={"text": text}),
        Question("match", "/v1/preview", "POST", body={"text": text}),
    ]
