"""Tenants that ask for it are given a topic of their own, and one that can't be made holds up nobody."""

import asyncio

import pytest
from structlog.testing import capture_logs

from rematch_match.handlers.own_topics import GiveTopics, KeepTopics
from tests.fakes.own_topics import FakeOwnTopics
from tests.fakes.samples import NOW, job_id
from tests.fakes.waiting import until


class Kafka:
    """Makes topics, and refuses those that it is told to."""

    def __init__(self) -> None:
        self.there: list[str] = []
        self.refuses: dict[str, str] = {}
        self.drained = 0

    async def make(self, topic: str) -> str | None:
        if topic not in self.refuses:
            self.there.append(topic)
        return self.refuses.get(topic)

    async def drain(self) -> None:
        self.drained += 1


@pytest.fixture
def own() -> FakeOwnTopics:
    fake = FakeOwnTopics()
    for tenant in ("a", "b"):
        fake.wishes[tenant] = True
        for number in (1, 2):
            fake.tell(tenant, f"{tenant}/c-1/{job_id(number)}", 1)
    return fake


def giving(own: FakeOwnTopics, kafka: Kafka) -> GiveTopics:
    return GiveTopics(own, kafka.make, kafka.drain, lambda: NOW)


def lies(own: FakeOwnTopics) -> dict[str, int]:
    return {topic: len(keys) for topic, keys in own.lies.items() if keys}


async def test_the_topic_is_made_first_and_each_page_is_published(own: FakeOwnTopics) -> None:
    kafka = Kafka()
    await giving(own, kafka)()
    assert kafka.there == ["matches.a", "matches.b"]
    assert (lies(own), kafka.drained) == ({"matches.a": 2, "matches.b": 2}, 4)
    own.wishes["a"] = False
    await giving(own, kafka)()
    assert lies(own) == {"matches": 2, "matches.b": 2}
    assert kafka.there == ["matches.a", "matches.b"], "the way back needs none"


async def test_a_topic_that_can_not_be_made_is_told_of_once_and_the_others_are_given_theirs(own: FakeOwnTopics) -> None:
    kafka = Kafka()
    kafka.refuses["matches.a"] = "not authorized"
    give = giving(own, kafka)
    with capture_logs() as logs:
        await give()
        await give()
    assert lies(own) == {"matches": 2, "matches.b": 2}
    told = [line for line in logs if line["log_level"] == "warning"]
    assert [(line["topic"], line["reason"]) for line in told] == [("matches.a", "not authorized")]
    assert "rematch topics --tenant" in told[0]["remedy"]
    del kafka.refuses["matches.a"]
    await give()
    assert lies(own) == {"matches.a": 2, "matches.b": 2}


async def test_the_topics_in_use_are_repaired_and_no_others(own: FakeOwnTopics) -> None:
    kafka, repaired = Kafka(), set[str]()

    async def repair(topic: str) -> None:
        repaired.add(topic)
        try:
            await asyncio.Event().wait()
        finally:
            repaired.discard(topic)

    keeping = asyncio.ensure_future(KeepTopics(own, giving(own, kafka), repair, 0.001)())
    await until(lambda: repaired == {"matches.a", "matches.b"})
    own.wishes["a"] = False
    await until(lambda: repaired == {"matches.b"})
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert repaired == set()


async def test_a_repair_that_breaks_is_heard_of(own: FakeOwnTopics) -> None:
    async def broken(topic: str) -> None:
        raise ZeroDivisionError(topic)

    with pytest.raises(ZeroDivisionError, match=r"matches\.[ab]"):
        async with asyncio.timeout(5):
            await KeepTopics(own, giving(own, Kafka()), broken, 3600.0)()
