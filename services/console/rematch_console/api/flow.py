"""Flow: the stages, and what passes through them."""

import asyncio
from typing import Any

from fastapi import APIRouter

from rematch_common.errors import DependencyAway
from rematch_console.api.desk import Desk
from rematch_console.api.page import Page, twin
from rematch_console.ports.services import Refused, Services

STAGES = ("ingest", "dedup", "embed", "match", "notify")


def routes(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, PAGE.path, "flow.html")
    async def flow() -> dict[str, Any]:
        ready = await asyncio.gather(*(_ready(desk.services, stage) for stage in STAGES))
        return {"stages": [{"name": name, "ready": good} for name, good in zip(STAGES, ready, strict=True)]}


async def _ready(services: Services, stage: str) -> bool:
    try:
        await services.text(stage, "/readyz")
    except (DependencyAway, Refused):
        return False
    return True


PAGE = Page("/flow", "Flow", routes)
