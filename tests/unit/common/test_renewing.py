"""A consumer whose topics come and go is made anew for those that are there."""

import asyncio

import pytest

from rematch_common.health import Pulse
from rematch_common.renewing import Renewing
from rematch_common.retry import Stopping
from tests.fakes.own_topics import topic_list
from tests.fakes.waiting import until


class Made:
    """The streams that were made: for which topics, and which of them run."""

    def __init__(self, ending: Exception | None = None) -> None:
        self.topics: list[set[str]] = []
        self.running = 0
        self._ending = ending

    def make(self, names: frozenset[str], stop: asyncio.Event) -> "Stream":
        self.topics.append(set(names))
        return Stream(self, stop, self._ending)


class Stream:
    def __init__(self, made: Made, stop: asyncio.Event, ending: Exception | None) -> None:
        self._made, self._stop, self._ending = made, stop, ending

    async def run(self) -> None:
        self._made.running += 1
        try:
            await self._stop.wait()
            if self._ending:
                raise self._ending
        finally:
            self._made.running -= 1


async def test_it_is_made_anew_when_the_topics_are_others_and_ends_when_told() -> None:
    topics, there = topic_list("matches.a", "matches.dlq", "alerts")
    made, stop = Made(), asyncio.Event()
    await topics.look()
    running = asyncio.ensure_future(Renewing(made.make, topics, Pulse(), stop).run())
    await until(lambda: made.running)
    there.add("matches.b")
    await topics.look()
    await until(lambda: len(made.topics) == 2 and made.running)
    there.discard("matches.a")
    await topics.look()
    await topics.look()
    await until(lambda: len(made.topics) == 3 and made.running)
    assert made.topics == [{"matches.a"}, {"matches.a", "matches.b"}, {"matches.b"}]
    stop.set()
    await running
    assert (made.running, len(made.topics)) == (0, 3)


async def test_a_broker_that_knows_nothing_yet_changes_nothing() -> None:
    topics, there = topic_list("matches.a")
    await topics.look()
    there.clear()
    await topics.look()
    assert topics.names == {"matches.a"}


async def test_one_that_waits_for_a_dependency_goes_on_with_the_new_topics_and_one_that_fails_ends() -> None:
    (topics, there), stop = topic_list(), asyncio.Event()
    waiting = Made(Stopping("told to stop"))
    running = asyncio.ensure_future(Renewing(waiting.make, topics, Pulse(), stop).run())
    await until(lambda: waiting.running)
    there.add("matches.a")
    await topics.look()
    await until(lambda: len(waiting.topics) == 2 and waiting.running)
    stop.set()
    with pytest.raises(Stopping):
        await running
    broken = Made(ZeroDivisionError())
    failing = asyncio.ensure_future(Renewing(broken.make, topics, Pulse(), asyncio.Event()).run())
    await until(lambda: broken.running)
    there.clear()
    there |= {"matches"}
    await topics.look()
    with pytest.raises(ZeroDivisionError):
        await failing
