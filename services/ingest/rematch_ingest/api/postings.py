"""Postings in, and what became of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from rematch_common.routes import group, known
from rematch_ingest.api.bodies import Chunks, chunks_of
from rematch_ingest.api.common import NONE_ACCEPTED, Scraper, answered
from rematch_ingest.api.lists import items_in
from rematch_ingest.api.ndjson import NDJSON, TYPES, LinesIn, Take
from rematch_ingest.api.repeating import Key, Repeatable, checked, kind_of
from rematch_ingest.api.room import place_of
from rematch_ingest.api.schemas import POSTINGS
from rematch_ingest.domain.fates import Fate
from rematch_ingest.domain.ids import derived
from rematch_ingest.handlers.postings import Batch

AskFate = Callable[[str, str | None], Awaitable[Fate | None]]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of one request of postings, of one that is streamed (NDJSON, imports), and its lines."""

    body: int
    stream: int
    lines: int


def routes(take: Take, fate: AskFate, repeatable: Repeatable, limits: Limits) -> APIRouter:
    api = group("postings")

    @api.post(
        "/v1/jobs",
        status_code=202,
        summary="Take in one posting, a list of up to 1,000, or NDJSON",
        responses=_SAID,
        openapi_extra=POSTINGS,
    )
    async def take_postings(request: Request, scraper: Scraper, key: Key = None) -> Response:
        """Each is answered with its `ingest_id`, and accepted or rejected with `reason` and `field`. 202 when at least
        one was accepted: those are safe in Kafka. NDJSON (`application/x-ndjson`) is taken in while it is sent, and
        answered line by line. `Content-Encoding: gzip` is understood."""
        lines = kind_of(request) in TYPES
        chunks = chunks_of(request, limits.stream if lines else limits.body)
        who = scraper.tenant_id, checked(key)
        place = place_of(request)

        async def work(body: Chunks) -> Response:
            if not lines:
                receipt = derived(who[0], "jobs", who[1]) if who[1] else None
                return answered(await take(Batch(await items_in(body, place), who[0], receipt)), "ingest_id")
            coming = LinesIn(
                take, who[0], lambda n: derived(who[0], "jobs", who[1], n) if who[1] else None, limits.lines
            )
            return await coming(body, place, as_lines="application/json" not in request.headers.get("accept", ""))

        return await repeatable(who, chunks, work)

    _add_fate(api, fate)
    return api


def _add_fate(api: APIRouter, fate: AskFate) -> None:
    @api.get("/v1/jobs/{ingest_id}", summary="What became of a posting")
    async def what_became(ingest_id: str, scraper: Scraper) -> dict[str, Any]:
        """`state` is `queued`, `new_opening`, `ad_of_opening` (of the opening `job_id`, by `stage` and `evidence`),
        `updated`, `refreshed` (seen again, unchanged) or `rejected` (`detail` says why)."""
        tenant = None if scraper.may("admin") else scraper.tenant_id
        return shown(ingest_id, known(await fate(ingest_id, tenant), f"no posting {ingest_id[:60]}"))


_NONE = NONE_ACCEPTED[422]
_SAID: dict[int | str, dict[str, Any]] = {
    202: {"content": {"application/json": {}, NDJSON: {}}},
    422: {**_NONE, "content": {**_NONE["content"], NDJSON: {"schema": {"type": "string"}}}},
}


def shown(ingest_id: str, fate: Fate) -> dict[str, Any]:
    """A fate as it is told."""
    said = fate.decision
    if said is None:
        return {"ingest_id": ingest_id, "state": "queued", "taken_at": fate.taken_at}
    return {
        "ingest_id": ingest_id,
        "state": said.outcome,
        "taken_at": fate.taken_at,
        "decided_at": said.decided_at,
        "job_id": said.job_id,
        "stage": said.stage,
        "evidence": orjson.loads(said.evidence),
        "reason": said.reason,
        "field": said.field,
        "detail": said.detail,
    }
