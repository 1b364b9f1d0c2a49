"""ingest's API over fakes, with keys of two tenants' administrators and of the deployment's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from fastapi import APIRouter

from rematch_common.admission import Admission
from rematch_common.health import Health
from rematch_common.http import new_api
from rematch_common.keys import NewKey, mint
from rematch_ingest.api import scraper_keys
from rematch_ingest.api.keys import Keys, routes
from rematch_ingest.api.tenants import Choices
from rematch_ingest.api.tenants import routes as tenant_routes
from rematch_ingest.handlers.keys import hand_on
from rematch_ingest.handlers.tenants import change_own, change_tenant, create_tenant, own
from tests.fakes.samples import NOW
from tests.fakes.taking_in import FakeAccessKeys
from tests.fakes.tenants import FakeTenants
from tests.unit.common.api_cases import client_of
from tests.unit.common.test_keys import complete, key_of, ring, told

ADMIN, OWNER, NEIGHBOUR, RECRUITER, OPERATOR = (mint() for _ in range(5))


def as_(key: NewKey) -> dict[str, str]:
    return {"Authorization": f"Bearer {key.text}"}


@dataclass
class Desk:
    """Who asks, what is stored, and how often what was written was sent."""

    client: httpx.AsyncClient
    keys: FakeAccessKeys
    tenants: FakeTenants
    drains: list[datetime]
    ended: list[str]
    kafka_answers: bool = True
    later: timedelta = timedelta(0)

    def now(self) -> datetime:
        return NOW + self.later

    async def ask(self, who: NewKey, method: str, path: str, status: int, body: object = None) -> Any:
        answer = await self.client.request(method, path, headers=as_(who), json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    ring_ = await complete(ring())
    scopes = {ADMIN: ("admin", "ops"), OWNER: ("tenant:admin", "demo"), NEIGHBOUR: ("tenant:admin", "second")}
    scopes |= {RECRUITER: ("candidates:write", "demo"), OPERATOR: ("admin", "deployment")}
    for key, (scope, tenant) in scopes.items():
        await ring_.learn([told(key_of(key, scopes=[scope], tenant_id=tenant))])
    api = new_api("ingest", Health({}))
    api.state.admission = Admission(ring_)
    keys, drains = FakeAccessKeys(), list[datetime]()
    tenants = FakeTenants(keys)
    async with client_of(api) as client:
        found = Desk(client, keys, tenants, drains, [])
        for group in groups(found):
            api.include_router(group)
        yield found


def groups(desk: Desk) -> tuple[APIRouter, ...]:
    async def drain() -> bool:
        desk.drains.append(desk.now())
        return desk.kafka_answers

    tenants = desk.tenants
    held = Keys(desk.keys, lambda wish, by: hand_on(desk.keys, wish, by, desk.now), drain, desk.ended.append, desk.now)
    choices = Choices(
        tenants,
        lambda given: create_tenant(tenants, given, desk.now),
        lambda tenant_id, given: change_tenant(tenants, tenant_id, given, desk.now),
        lambda tenant_id: own(tenants, tenant_id, desk.now),
        lambda tenant_id, given: change_own(tenants, tenant_id, given, desk.now),
        drain,
        desk.now,
    )
    return routes(held), scraper_keys.routes(held), tenant_routes(choices)
