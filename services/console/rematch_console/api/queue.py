"""The scrape queue: which roles are searched for, how far each is, and, for administrators, which goes first."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request, Response

from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking
from rematch_console.api.notices import Notice, done
from rematch_console.api.page import Page, twin
from rematch_console.api.writing import AdminWrite
from rematch_console.handlers.asking import asked
from rematch_console.ports.services import Question, path_of

_PATH = "/queue"
_MOST_PRIORITY = 4


def routes(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, _PATH, "queue.html")
    async def queue(visitor: Looking, notice: Notice) -> dict[str, Any]:
        told = await asked(desk.services, visitor.key, Question("ingest", "/v1/scrape-queue/status"))
        return {
            "status": told.said,
            "why_not": told.why_not,
            "may": visitor.may_write("admin"),
            "priorities": list(range(_MOST_PRIORITY + 1)),
            "notice": notice,
        }

    @api.post(f"{_PATH}/{{queue_id}}/priority", include_in_schema=False)
    async def prioritise(request: Request, queue_id: Annotated[int, Path(ge=0)], write: AdminWrite) -> Response:
        told = write.field("priority")
        if told not in {str(number) for number in range(_MOST_PRIORITY + 1)}:
            raise HTTPException(422, f"priority: choose 0 to {_MOST_PRIORITY}")
        question = Question("ingest", "/v1/scrape-queue" + path_of(queue_id), "PATCH", body={"priority": int(told)})
        role = await desk.services.ask(write.visitor.key, question)
        return done(request, _PATH, f"{role['role']} has the priority {role['priority']} now")


PAGE = Page(_PATH, "Queue", routes)
