"""Rounds of collecting on demand. The API starts no process: a collector that runs takes what waits here."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from rematch_common.clock import Now
from rematch_common.routes import group, known
from rematch_ingest.api.common import QueueWorker
from rematch_ingest.ports.pipeline_runs import PipelineRuns, Run

_Count = Annotated[int, Field(ge=0, le=10**9)]


class Done(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"roles": 12, "postings": 480}]})

    roles: _Count = 0
    postings: _Count = 0


def routes(runs: PipelineRuns, now: Now) -> APIRouter:
    api = group("pipeline")
    _asking(api, runs, now)
    _collecting(api, runs, now)
    return api


def _asking(api: APIRouter, runs: PipelineRuns, now: Now) -> None:
    @api.post("/jobs/run-pipeline", status_code=202, summary="Have a running collector begin a round now")
    async def ask(_: QueueWorker, response: Response) -> dict[str, Any]:
        """While one waits, asking again is answered with that one."""
        run = await runs.ask(now())
        response.headers["Location"] = f"/v1/pipeline-runs/{run.run_id}"
        return _shown(run)

    @api.get("/v1/pipeline-runs/{run_id}", summary="What became of a round that was asked for")
    async def one(run_id: UUID, _: QueueWorker) -> dict[str, Any]:
        return _shown(known(await runs.one(run_id), f"no round {run_id}"))


def _collecting(api: APIRouter, runs: PipelineRuns, now: Now) -> None:
    nothing: dict[int | str, dict[str, Any]] = {204: {"description": "Nobody asked for one"}}

    @api.post("/v1/pipeline-runs/take", response_model=None, responses=nothing, summary="Take a round that waits")
    async def take(worker: QueueWorker) -> dict[str, Any] | Response:
        run = await runs.take(worker.key_id, now())
        return _shown(run) if run else Response(status_code=204)

    @api.post("/v1/pipeline-runs/{run_id}/done", summary="Say that a round is over")
    async def end(run_id: UUID, done: Done, worker: QueueWorker) -> dict[str, Any]:
        told = (done.roles, done.postings)
        return _shown(known(await runs.end(run_id, worker.key_id, told, now()), f"no round {run_id} of this key"))


def _shown(run: Run) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "state": run.state,
        "asked_at": run.asked_at,
        "taken_at": run.taken_at,
        "ended_at": run.ended_at,
        "roles": run.roles,
        "postings": run.postings,
    }
