"""One look a second while somebody watches, and what it is told in."""

import asyncio
from typing import Any

import orjson

from rematch_console.domain.positions import Positions
from tests.unit.console.desk import Desk, desk
from tests.unit.console.test_passages import OUTCOME, RAW_JOB

RAW = ("raw-jobs", 0)


def at_second(second: int) -> Positions:
    return Positions(float(second), {RAW: 10 + 3 * second}, {}, {"dedup": {RAW: 10 + 2 * second}})


async def frame_of(at: Desk, *seconds: int) -> dict[str, Any]:
    """The last frame of these looks, as somebody sees it who watches."""
    watching = at.watch.hub.watch()
    frame = b""
    for second in seconds:
        at.broker.now = at_second(second)
        coming = asyncio.ensure_future(anext(watching))
        await asyncio.sleep(0)
        await at.watch.look()
        frame = await coming
        at.time.advance(2)
    await watching.aclose()
    told: dict[str, Any] = orjson.loads(frame.partition(b"data: ")[2])
    return told


async def test_a_frame_tells_of_each_stage_and_of_what_passes() -> None:
    async with desk() as at:
        at.broker.records = [RAW_JOB, OUTCOME]
        first = await frame_of(at, 0)
        last = await frame_of(at, *range(1, 5))
        shown = (await at.client.get("/flow.json")).json()
    assert [one["title"] for one in first["passages"]] == ["Data Engineer"]
    assert last["passages"] == []
    ingest, dedup = last["stages"][0], last["stages"][1]
    assert (ingest["rate"], dedup["rate"], dedup["lag"]) == (3.0, 2.0, 4)
    assert shown["stages"] == last["stages"]
    assert [one["title"] for one in shown["passages"]] == ["Data Engineer"]
    assert len(shown["series"]["at"]) == len(shown["series"]["dedup"]["rate"]) > 1


async def test_while_kafka_is_away_the_last_numbers_stay_and_the_page_says_so() -> None:
    async with desk() as at:
        await frame_of(at, 0, 2)
        at.broker.away = True
        told = await frame_of(at, 4)
        page = await at.page("/flow")
    assert told["away"] == "kafka"
    assert told["stages"][1]["lag"] == 2
    assert 'id="away" role="status">Kafka does not answer' in page.text


async def test_nobody_watching_costs_a_look_now_and_then() -> None:
    async with desk() as at:
        for _ in range(21):
            await at.watch.look()
            at.time.advance(1)
        assert (at.broker.looks, at.broker.rests) == (3, 21)
        assert at.watch.hub.watchers == 0


async def test_a_service_that_is_away_is_not_ready_and_the_others_are() -> None:
    async with desk() as at:
        at.services.away.add("embed")
        await at.watch.look()
        page = await at.client.get("/flow.json")
    assert {row["name"]: row["ready"] for row in page.json()["stages"]} == {
        "ingest": True,
        "dedup": True,
        "embed": False,
        "match": True,
        "notify": True,
    }
