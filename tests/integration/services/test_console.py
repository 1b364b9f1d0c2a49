"""The console over a real broker, and beside a real notify."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest
from pydantic import SecretStr

from rematch_common.clock import monotonic
from rematch_common.contracts import MATCHES, RAW_JOBS
from rematch_common.errors import DependencyAway
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing, Record
from rematch_common.service import Service
from rematch_console.adapters.kafka_broker import KafkaBroker
from rematch_console.bootstrap import build as build_console
from rematch_console.domain.passages import WATCHED
from rematch_console.domain.stages import TOPICS
from rematch_console.settings import Settings
from rematch_notify.bootstrap import build as build_notify
from rematch_notify.settings import Settings as NotifySettings
from tests.fakes.samples import found, posting, received
from tests.integration.common.topics import publisher
from tests.integration.services.running import Place, serving

pytestmark = pytest.mark.stack


@asynccontextmanager
async def broker(bootstrap: str) -> AsyncIterator[KafkaBroker]:
    looked_at = KafkaBroker(bootstrap, monotonic)
    await looked_at.start()
    try:
        yield looked_at
    finally:
        await looked_at.stop()


def raw(number: int) -> Outgoing:
    return Outgoing(RAW_JOBS.name, b"one key", orjson.dumps(posting(number).model_dump(mode="json", exclude_none=True)))


async def passed(looked_at: KafkaBroker, most: int) -> list[Record]:
    """What passes until so many have, or nothing more comes for a second."""
    found: list[Record] = []
    quiet = 0
    while len(found) < most and quiet < 20:
        new = await looked_at.passing()
        quiet = 0 if new else quiet + 1
        found += new
        await asyncio.sleep(0.05)
    return found


async def test_what_passes_is_seen_from_now_on_and_ends_grow(kafka: str) -> None:
    async with publisher(kafka) as out, broker(kafka) as looked_at:
        await out.publish([raw(1)])
        before = await looked_at.positions()
        assert await looked_at.passing() == []
        await out.publish([raw(2), raw(3)])
        titles = [orjson.loads(record.value or b"")["external_id"] for record in await passed(looked_at, 2)]
        after = await looked_at.positions()
    assert titles == [posting(2).external_id, posting(3).external_id]
    assert total(after.ends) - total(before.ends) == 2
    assert after.at > before.at


def total(ends: object) -> int:
    assert isinstance(ends, dict)
    return sum(end for (topic, _), end in ends.items() if topic == RAW_JOBS.name)


async def test_a_flood_is_seen_by_its_newest(kafka: str) -> None:
    async with publisher(kafka) as out, broker(kafka) as looked_at:
        await looked_at.passing()
        await out.publish([raw(number) for number in range(3_000)])
        seen = await passed(looked_at, 3_000)
    numbers = [orjson.loads(record.value or b"")["external_id"] for record in seen]
    assert numbers[-1] == posting(2_999).external_id
    assert len(numbers) < 2_000


async def test_a_broker_that_is_not_there_is_away_and_looked_for_again() -> None:
    async with broker("127.0.0.1:1") as looked_at:
        for ask in (looked_at.positions, looked_at.passing, looked_at.positions):
            with pytest.raises(DependencyAway):
                await ask()


async def test_topics_that_are_not_made_yet_are_seen_once_they_are(kafka: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with broker(kafka) as looked_at:
        with monkeypatch.context() as patch:
            patch.setattr(f"{KafkaBroker.__module__}.TOPICS", {*TOPICS, "not-made-yet"})
            patch.setattr(f"{KafkaBroker.__module__}.WATCHED", (*WATCHED, "not-made-yet"))
            for ask in (looked_at.positions, looked_at.passing, looked_at.positions):
                with pytest.raises(DependencyAway, match="not-made-yet"):
                    await ask()
        assert {topic for topic, _ in (await looked_at.positions()).ends} == TOPICS
        assert isinstance(await looked_at.passing(), list)


@asynccontextmanager
async def console(place: Place, notify: str, key: str) -> AsyncIterator[httpx.AsyncClient]:
    urls = {f"{name}_url": "http://127.0.0.1:1" for name in ("ingest", "dedup", "embed", "match")}

    def build(port: int) -> Service:
        told: dict[str, Any] = {"kafka_bootstrap": place.kafka, "http_port": port, "notify_url": notify, **urls}
        return build_console(Settings(console_open=True, console_key=SecretStr(key), **told))

    async with serving(build) as client:
        yield client


async def event_of(client: httpx.AsyncClient, path: str, kind: str, meanwhile: KafkaPublisher, say: Outgoing) -> object:
    """The data of the first event of the kind; the record is published once somebody watches, and again each second."""

    async def go_on() -> None:
        while True:
            await meanwhile.publish([say])
            await asyncio.sleep(1.0)

    telling = asyncio.create_task(go_on())
    try:
        async with asyncio.timeout(30), client.stream("GET", path, timeout=30.0) as told:
            lines = told.aiter_lines()
            async for line in lines:
                if line == f"event: {kind}":
                    return orjson.loads((await anext(lines)).removeprefix("data: "))
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
    return None


async def test_a_match_that_is_told_comes_to_who_may_see_it(place: Place) -> None:
    key = await place.key("demo", "matches:read")
    record = received(MATCHES, found().key, found()).record
    say = Outgoing(MATCHES.name, record.key, record.value, record.headers)
    async with (
        publisher(place.kafka) as out,
        serving(lambda port: build_notify(NotifySettings(**place.settings("notify", port)))) as notify,
        console(place, str(notify.base_url), key) as client,
    ):
        cards = await event_of(client, "/matches/stream", "matches", out, say)
        frame = await event_of(client, "/flow/stream", "frame", out, raw(7))
        page = (await client.get("/flow.json")).json()
    assert isinstance(cards, list)
    assert {card["candidate_id"] for card in cards} == {"c-1"}
    assert isinstance(frame, dict)
    assert frame["away"] is None
    ready = {row["name"]: row["ready"] for row in page["stages"]}
    assert (ready["notify"], ready["match"]) == (True, False)
    assert page["sources"] is None
