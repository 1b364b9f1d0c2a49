"""The roles to scrape, given out and taken back. Under /v1, and under the path that scrapers in use know."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, HTTPException, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from rematch_common.contracts.examples_jobs import RAW_JOBS
from rematch_common.contracts.fields import Line, Source
from rematch_common.problems import PROBLEM
from rematch_common.routes import group, known
from rematch_ingest.api import queue_views as views
from rematch_ingest.api.common import NONE_ACCEPTED, Admin, QueueWorker
from rematch_ingest.domain.queue import Turn
from rematch_ingest.domain.rounds import Failure
from rematch_ingest.domain.urgency import MOST_PRIORITY
from rematch_ingest.handlers.overseeing import Overseeing
from rematch_ingest.handlers.scraping import Delivery, RoundOver, Scraping
from rematch_ingest.ports.scrape_queue import HandsFull

T = TypeVar("T")
PATHS = ("/v1/scrape-queue", "/api/scrape-queue")
QueueId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Round = Annotated[int | None, Field(ge=1, le=2**31 - 1, description="as GET …/next told; without it, the one you have")]
Rested = Annotated[
    int,
    Query(ge=0, le=10**8, description="leave out roles of which a round ended, well or badly, within so many seconds"),
]
HANDS_FULL: dict[int | str, dict[str, Any]] = {
    409: {
        "description": "The key has as many roles as it may, REMATCH_ROLES_HELD: complete or fail one first",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
Found = Annotated[int, Field(ge=0, le=10**9)]


class Jobs(BaseModel):
    """One platform's postings, up to 1,000; with `more`, others of the same platform follow."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"platform": "dice", "jobs": [RAW_JOBS[1]], "complete": True}]}
    )

    platform: Source
    jobs: list[Any]
    round: Round = None
    complete: bool = Field(False, description="all that the platform shows for the role is in this round's postings")
    more: bool = False


class Completion(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"total_jobs_found": 40, "notes": "no more pages"}]})

    total_jobs_found: Found = Field(0, description="of all platforms, where they came another way")
    notes: Line | None = None
    round: Round = None


class Failed(BaseModel):
    """Without a platform, the whole role's round ends."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"error": "the platform asks for a login", "platform": "dice"}]}
    )

    error: Line
    platform: Source | None = None
    retry: bool = True
    round: Round = None


class Priority(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"priority": 2}]})

    priority: int = Field(ge=0, le=MOST_PRIORITY)


def routes(scraping: Scraping, overseeing: Overseeing) -> APIRouter:
    api = group("scrape queue")
    for at, path in enumerate(PATHS):
        _work(api, path, scraping, overseeing, at == 0)
        _reports(api, path, scraping, at == 0)
        _oversight(api, path, overseeing, at == 0)
    return api


def _work(api: APIRouter, path: str, scraping: Scraping, overseeing: Overseeing, shown: bool) -> None:
    nothing: dict[int | str, dict[str, Any]] = {204: {"description": "Nothing waits"}, **HANDS_FULL}

    @api.get(f"{path}/next", include_in_schema=shown, response_model=None, responses=nothing, summary="The next role")
    async def next_role(worker: QueueWorker, rested: Rested = 0) -> dict[str, Any] | Response:
        """The most urgent role to scrape; nobody else gets it for an hour."""
        try:
            given = await scraping.next(worker.key_id, timedelta(seconds=rested))
        except HandsFull as full:
            told = f"this key has {full.most} roles, the most at once: complete or fail role {full.queue_id} first"
            raise HTTPException(409, told) from None
        return views.given(given) if given else Response(status_code=204)

    @api.post(
        f"{path}/{{queue_id}}/jobs",
        status_code=202,
        include_in_schema=shown,
        responses=NONE_ACCEPTED,
        summary="One platform's postings",
    )
    async def deliver(queue_id: QueueId, jobs: Jobs, worker: QueueWorker, response: Response) -> dict[str, Any]:
        """Each is answered as by POST /v1/jobs. An empty list says that the platform shows none."""
        delivery = Delivery(jobs.platform, jobs.jobs, worker.tenant_id, jobs.complete, jobs.more)
        told = await _while_open(scraping.deliver(Turn(queue_id, worker.key_id, jobs.round), delivery))
        entry, answers = known(told, f"no role {queue_id} that this key is scraping")
        body = views.delivered(entry, jobs.platform, answers, overseeing.waiting())
        response.status_code = 202 if body["success"] else 422
        return body


def _reports(api: APIRouter, path: str, scraping: Scraping, shown: bool) -> None:
    @api.post(f"{path}/{{queue_id}}/complete", include_in_schema=shown, summary="A role is scraped")
    async def complete(queue_id: QueueId, worker: QueueWorker, told: Completion | None = None) -> dict[str, Any]:
        told = told or Completion()
        done = await scraping.complete(Turn(queue_id, worker.key_id, told.round), told.total_jobs_found)
        return views.completed(known(done, f"no role {queue_id} that this key is scraping"))

    @api.post(f"{path}/{{queue_id}}/fail", include_in_schema=shown, summary="A platform, or a role, failed")
    async def fail(queue_id: QueueId, told: Failed, worker: QueueWorker) -> dict[str, Any]:
        """With a platform, the others go on; without, the role is back in the queue."""
        turn = Turn(queue_id, worker.key_id, told.round)
        done = await _while_open(scraping.fail(turn, Failure(told.error, told.platform, told.retry)))
        return views.failed(known(done, f"no role {queue_id} that this key is scraping"), told.retry)


def _oversight(api: APIRouter, path: str, overseeing: Overseeing, shown: bool) -> None:
    @api.get(f"{path}/status", include_in_schema=shown, summary="How the queue stands")
    async def status(_: QueueWorker) -> dict[str, Any]:
        return views.status(await overseeing.status(), overseeing.waiting())

    @api.patch(f"{path}/{{queue_id}}", include_in_schema=shown, summary="Give a role more, or less, priority")
    async def prioritise(queue_id: QueueId, told: Priority, _: Admin) -> dict[str, Any]:
        return views.shown(known(await overseeing.prioritise(queue_id, told.priority), f"no role {queue_id}"))


async def _while_open(work: Awaitable[T]) -> T:
    try:
        return await work
    except RoundOver:
        raise HTTPException(409, "this round has ended: ask for the next role") from None
