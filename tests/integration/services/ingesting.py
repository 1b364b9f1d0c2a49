"""ingest in this process, and dedup's part played by whoever calls `decides`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
from aiokafka import AIOKafkaProducer

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import INGEST_OUTCOMES, IngestOutcome
from rematch_devstack.waiting import until
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.fakes.samples import NOW
from tests.integration.common.topics import content
from tests.integration.services.running import Place, bearer, serving, status_becomes

MIB = 1024 * 1024
POSTING = {"source": "board", "title": "Baker", "company": "Acme", "description": "Bake bread."}


def posting(number: int, **fields: Any) -> dict[str, Any]:
    return {**POSTING, "external_id": f"p-{number}", **fields}


@asynccontextmanager
async def ingest(place: Place, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    given = {"largest_body": 2 * MIB, "largest_import": 8 * MIB, "imports_every": 0.1, **settings}
    async with serving(lambda port: build(Settings(**place.settings("ingest", port), **given))) as client:
        yield client


@asynccontextmanager
async def scraping(place: Place, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a scraper's key of the tenant demo, which is known."""
    key = await place.key("demo", "postings:write")
    async with ingest(place, **settings) as client:
        await status_becomes(client, "/v1/jobs", key, 400)
        client.headers.update(bearer(key))
        yield client


async def published(place: Place, topic: str) -> list[dict[str, Any]]:
    return [orjson.loads(record.value) for record in await content(place.kafka, topic) if record.value]


async def decides(place: Place, *outcomes: dict[str, Any]) -> None:
    """dedup says so."""
    producer = AIOKafkaProducer(bootstrap_servers=place.kafka, acks="all")
    await producer.start()
    try:
        for number, told in enumerate(outcomes):
            raw = {"topic": "raw-jobs", "partition": 0, "offset": number}
            event = IngestOutcome.model_validate({"raw": raw, "decided_at": NOW, **told})
            sent = encode(INGEST_OUTCOMES, event.key, event, Stamp("test", NOW))
            await producer.send_and_wait(sent.topic, sent.value, sent.key, headers=list(sent.headers))
    finally:
        await producer.stop()


async def becomes(client: httpx.AsyncClient, path: str, state: str, headers: dict[str, str] | None = None) -> Any:
    """What is answered once that is the state."""
    told: dict[str, Any] = {}

    async def reached() -> bool:
        nonlocal told
        answer = await client.get(path, headers=headers)
        told = answer.json()
        return answer.status_code == 200 and told["state"] == state

    await until(reached)
    return told
