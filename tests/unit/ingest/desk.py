"""ingest's candidate routes over stores in memory, with keys of two tenants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import APIRouter

from rematch_common import openapi
from rematch_common.admission import Admission
from rematch_common.health import Health
from rematch_common.http import PROBLEM, new_api
from rematch_common.keys import mint
from rematch_ingest.api.room import Room
from tests.unit.common.api_cases import client_of
from tests.unit.common.test_keys import complete, key_of, ring, told

RECRUITER, NEIGHBOUR, READER, SCRAPER = mint(), mint(), mint(), mint()
OURS, THEIRS, UNFIT, SCRAPING = (
    {"Authorization": f"Bearer {key.text}"} for key in (RECRUITER, NEIGHBOUR, READER, SCRAPER)
)


@asynccontextmanager
async def serving(*routes: APIRouter) -> AsyncIterator[httpx.AsyncClient]:
    api = new_api("ingest", Health({}))
    api.add_middleware(Room, lambda _: 1)
    for router in routes:
        api.include_router(router)
    openapi.add(api)
    keys = await complete(ring())
    api.state.admission = Admission(keys)
    await keys.learn([told(key_of(RECRUITER, scopes=["candidates:write"]))])
    await keys.learn([told(key_of(NEIGHBOUR, tenant_id="second", scopes=["candidates:write"]))])
    await keys.learn([told(key_of(READER, scopes=["matches:read"]))])
    await keys.learn([told(key_of(SCRAPER, scopes=["postings:write"]))])
    async with client_of(api) as client:
        yield client


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    body: dict[str, Any] = answer.json()
    assert body["detail"]
    return body


def given(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()
