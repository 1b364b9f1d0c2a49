"""Who comes again to the stream with the last event's id hears what was missed, each of it once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from rematch_common.kafka import KafkaPublisher
from rematch_notify.adapters import resuming
from rematch_notify.adapters.live_feed import LiveFeed
from rematch_notify.adapters.resuming import ResumedFeed
from rematch_notify.ports.feed import Heard, Notice
from tests.fakes.waiting import until
from tests.integration.common.topics import fresh_topic, publisher
from tests.integration.services.test_live_feed import only, publish, running

pytestmark = pytest.mark.stack


class Ear:
    """What one listener was told."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.places: list[str] = []
        self.notices: list[str] = []

    async def listen(self, feed: ResumedFeed, since: str) -> None:
        async for one in feed("demo", lambda: True, since):
            self.places.append(one.place)
            if isinstance(one, Notice):
                self.notices.append(one.kind)
            else:
                assert isinstance(one, Heard)
                self.keys.append((one.record.key or b"").decode())


@asynccontextmanager
async def listening(feed: ResumedFeed, since: str = "") -> AsyncIterator[Ear]:
    ear = Ear()
    task = asyncio.ensure_future(ear.listen(feed, since))
    try:
        await until(lambda: ear.notices)
        yield ear
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def hears(feed: ResumedFeed, since: str, told: Sequence[str]) -> str:
    """Exactly these, in whatever order; gives the last place."""
    async with listening(feed, since) as ear:
        await until(lambda: len(ear.keys) >= len(told))
        assert sorted(ear.keys) == sorted(told)
        return ear.places[-1]


@asynccontextmanager
async def resumable(kafka: str, **how: int) -> AsyncIterator[tuple[ResumedFeed, KafkaPublisher, str]]:
    topic = (await fresh_topic(kafka, partitions=4)).name
    live = LiveFeed(kafka, asyncio.Event(), only(topic))
    async with publisher(kafka) as started, running(live):
        yield ResumedFeed(live, kafka, topic, **how), started, topic


async def test_what_was_missed_is_told_once_over_all_partitions_before_what_comes(kafka: str) -> None:
    async with resumable(kafka) as (feed, started, topic):
        async with listening(feed) as ear:
            await publish(started, topic, *(f"first-{n}" for n in range(9)))
            await until(lambda: len(ear.keys) == 9)
        missed = await publish(started, topic, *(f"missed-{n}" for n in range(40)))
        middle = ear.places[5]
        late = ear.keys[5:]
        assert await hears(feed, ear.places[-1], missed)
        again = await hears(feed, middle, [*late, *missed])
        async with listening(feed, again) as back:
            told = await publish(started, topic, "now")
            await until(lambda: back.keys)
            assert back.keys == told


async def test_who_heard_nothing_yet_goes_on_where_it_began(kafka: str) -> None:
    async with resumable(kafka) as (feed, started, topic):
        async with listening(feed) as ear:
            pass
        assert ear.notices == ["listening"]
        missed = await publish(started, topic, "one", "two")
        await hears(feed, ear.places[0], missed)


async def test_what_comes_while_it_looks_back_is_told_once(kafka: str) -> None:
    async with resumable(kafka) as (feed, started, topic):
        async with listening(feed) as ear:
            pass
        missed = await publish(started, topic, *(f"missed-{n}" for n in range(200)))
        async with listening(feed, ear.places[0]) as back:
            now = await publish(started, topic, *(f"now-{n}" for n in range(50)))
            await until(lambda: len(back.keys) >= 250)
            assert sorted(back.keys) == sorted([*missed, *now])


@pytest.mark.parametrize("since", ["0-17", "nonsense", "m=0:1,1:1;m=;"])
async def test_an_id_that_is_none_of_ours_is_said_to_have_missed_something(kafka: str, since: str) -> None:
    async with resumable(kafka) as (feed, started, topic):
        await publish(started, topic, "before")
        async with listening(feed, since) as ear:
            assert ear.notices == ["missed"]


async def test_who_has_missed_too_much_is_told_so_and_hears_what_comes(kafka: str) -> None:
    async with resumable(kafka, furthest=5) as (feed, started, topic):
        async with listening(feed) as ear:
            await publish(started, topic, "first")
            await until(lambda: ear.keys)
        async with listening(feed) as ear_now:
            await publish(started, topic, *(f"missed-{n}" for n in range(40)))
            await until(lambda: len(ear_now.keys) == 40)
        async with listening(feed, ear.places[-1]) as back:
            assert back.notices == ["missed"]
            told = await publish(started, topic, "now")
            await until(lambda: back.keys)
            assert back.keys == told


async def test_a_place_that_lies_ahead_is_where_it_is_now(kafka: str) -> None:
    ahead = "m=0:999999,1:999999,2:999999,3:999999;o=0:5"
    async with resumable(kafka) as (feed, started, topic), listening(feed, ahead) as ear:
        told = await publish(started, topic, *(f"now-{n}" for n in range(8)))
        await until(lambda: len(ear.keys) >= 8)
        assert sorted(ear.keys) == sorted(told)


async def test_who_hears_slowly_keeps_nobody_from_looking_back(kafka: str) -> None:
    async with resumable(kafka) as (feed, started, topic):
        async with listening(feed) as ear:
            pass
        missed = await publish(started, topic, *(f"missed-{n}" for n in range(20)))
        slow = [feed("demo", lambda: True, ear.places[0]) for _ in range(8)]
        for one in slow:
            assert [type(await anext(one)), type(await anext(one))] == [Notice, Heard]
        await hears(feed, ear.places[0], missed)


async def test_what_was_missed_comes_page_by_page_and_each_of_it_once(
    kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resuming, "_PAGE", 7)
    async with resumable(kafka) as (feed, started, topic):
        async with listening(feed) as ear:
            pass
        missed = await publish(started, topic, *(f"missed-{n}" for n in range(40)))
        async with listening(feed, ear.places[0]) as back:
            await until(lambda: len(back.keys) >= 40)
            middle, late = back.places[20], back.keys[20:]
            assert sorted(back.keys) == sorted(missed)
        await hears(feed, middle, late)
