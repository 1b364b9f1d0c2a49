"""ingest alone, with Kafka and PostgreSQL, and a scraper that keeps on sending."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson

from rematch_devstack import system as devstack
from rematch_devstack.backoff import Backoff
from rematch_devstack.stack import EmbeddedStack
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.waiting import until
from tests.reliability.harness.system import create_key
from tests.reliability.harness.topics import Topics

_SENT = (httpx.TransportError, TimeoutError)


@dataclass
class Door:
    """`accepted`: the ids that were answered 202, whatever has happened since."""

    system: devstack.System
    topics: Topics
    client: httpx.AsyncClient
    accepted: set[str] = field(default_factory=set)
    refused: int = 0

    def url(self, path: str) -> str:
        return self.system.url("ingest", path)

    async def post(self, run: str, number: int) -> bool:
        """A list of ten; whether it was accepted."""
        jobs = [posting(f"{run}-{number}-{place}") for place in range(10)]
        try:
            answer = await self.client.post(self.url("/v1/jobs"), content=orjson.dumps(jobs))
        except _SENT:
            return False
        if answer.status_code != httpx.codes.ACCEPTED:
            assert answer.status_code in (401, 503), answer.text
            self.refused += 1
            return False
        self.accepted |= {result["ingest_id"] for result in answer.json()["results"]}
        return True

    async def keep_posting(self, run: str, stop: asyncio.Event) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            if not await self.post(run, number):
                await asyncio.sleep(0.05)  # its pace, as a patient client has one

    async def upload(self, body: bytes, key: str) -> str:
        """Until it is taken; the import's path."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/x-ndjson"}
        path = ""

        async def taken() -> bool:
            nonlocal path
            try:
                answer = await self.client.post(self.url("/v1/imports"), content=body, headers=headers)
            except _SENT:
                return False
            assert answer.status_code in (200, 202, 401, 409, 503), answer.text
            path = answer.headers.get("location", "")
            return bool(path)

        await until(taken)
        return path

    async def becomes(self, path: str, state: str) -> dict[str, Any]:
        told: dict[str, Any] = {}

        async def reached() -> bool:
            nonlocal told
            try:
                answer = await self.client.get(self.url(path))
            except _SENT:
                return False
            told = answer.json() if answer.status_code == httpx.codes.OK else {}
            return told.get("state") == state

        await until(reached)
        return told

    async def ids_in(self, topic: str) -> list[str]:
        """The id of every record there is."""
        records = (await self.topics.read([topic]))[topic]
        return [orjson.loads(record.value)["ingest_id"] for record in records if record.value]


def posting(name: str) -> dict[str, str]:
    return {"source": "board", "external_id": name, "title": "Baker", "company": "Acme", "description": "Bake bread."}


@asynccontextmanager
async def door(folder: Path, env: Mapping[str, str]) -> AsyncIterator[Door]:
    stack = EmbeddedStack(folder)
    stack.supervisor = Supervisor(stack.layout.logs, backoff=Backoff(first=0.1, longest=0.5))
    async with devstack.running_system(stack, env, services=("ingest",)) as system, Topics(system.bootstrap) as topics:
        headers = {"Authorization": f"Bearer {await create_key(system)}"}
        async with httpx.AsyncClient(timeout=20.0, headers=headers) as client:
            opened = Door(system, topics, client)
            await until(lambda: opened.post("first", 0))
            yield opened
