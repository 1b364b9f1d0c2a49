"""Experiments: what came of each arm, with the intervals in which the truth may lie."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking
from rematch_console.api.page import Page, twin
from rematch_console.handlers.asking import asked
from rematch_console.ports.services import Question, path_of

_PATH = "/experiments"
Name = Annotated[str, Path(min_length=1, max_length=100)]


def routes(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, _PATH, "experiments.html")
    async def experiments(visitor: Looking) -> dict[str, Any]:
        told = await asked(desk.services, visitor.key, Question("match", "/v1/experiments"))
        return {"experiments": (told.said or {}).get("experiments", []), "why_not": told.why_not}

    @twin(api, desk, f"{_PATH}/{{name}}", "experiment.html")
    async def one(visitor: Looking, name: Name) -> dict[str, Any]:
        told = await desk.services.ask(visitor.key, Question("match", "/v1/experiments" + path_of(name)))
        return {"experiment": told}


PAGE = Page(_PATH, "Experiments", routes)
