"""A topic read whole by every replica: what was there is seen before `caught_up` says so."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from rematch_common.contracts import RAW_JOBS
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.kafka import KafkaPublisher, TopicFollower, require_topics
from rematch_common.records import Outgoing, Record
from tests.fakes.waiting import until
from tests.integration.common.topics import content, event, fresh_topic, publisher

pytestmark = pytest.mark.stack


class Following:
    """A follower and what it has seen."""

    def __init__(self, kafka: str, topic: str, *, from_end: bool = False) -> None:
        self.seen: list[Record] = []
        self.caught_up_at: list[int] = []
        self.follower = TopicFollower(kafka, topic, self.see, from_end=from_end)

    async def see(self, records: Sequence[Record]) -> None:
        if not records:
            assert self.follower.caught_up.is_set()
            self.caught_up_at.append(len(self.seen))
        self.seen += records

    @asynccontextmanager
    async def running(self, positions: dict[int, int] | None = None) -> AsyncIterator["Following"]:
        task = asyncio.ensure_future(self.follower.run(positions))
        try:
            done = len(self.caught_up_at)
            await until(lambda: len(self.caught_up_at) > done or task.done())
            assert not task.done(), task.exception()
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_an_empty_topic_is_caught_up_with_at_once(kafka: str) -> None:
    topic = (await fresh_topic(kafka)).name
    async with Following(kafka, topic).running() as following, publisher(kafka) as started:
        assert following.seen == []
        await started.publish([event(topic, "a", 1).outgoing])
        await until(lambda: following.seen)


async def test_everything_that_was_there_is_seen_before_it_is_caught_up(kafka: str) -> None:
    topic = (await fresh_topic(kafka)).name
    async with publisher(kafka) as started:
        await started.publish([event(topic, f"k{n}", 1).outgoing for n in range(1_200)])
    async with Following(kafka, topic).running() as following:
        assert len(following.seen) == 1_200
    # Read again, all is told again, and so is where it ended.
    async with following.running():
        assert following.caught_up_at == [1_200, 2_400]
    assert sorted(record.coordinates for record in following.seen[1_200:]) == sorted(
        record.coordinates for record in await content(kafka, topic)
    )


async def test_from_the_end_only_what_comes_is_seen(kafka: str) -> None:
    topic = (await fresh_topic(kafka)).name
    async with publisher(kafka) as started:
        await started.publish([event(topic, "a", 1).outgoing])
        async with Following(kafka, topic, from_end=True).running() as following:
            await started.publish([event(topic, "b", 1).outgoing])
            await until(lambda: following.seen)
            assert [record.key for record in following.seen] == [b"b"]


async def test_it_goes_on_from_a_position(kafka: str) -> None:
    topic = (await fresh_topic(kafka, partitions=1)).name
    async with publisher(kafka) as started:
        await started.publish([event(topic, "a", n).outgoing for n in (1, 2, 3)])
    async with Following(kafka, topic).running({0: 2}) as following:
        assert [record.version for record in following.seen] == [3]


async def test_it_knows_where_it_left_each_partition_also_those_of_which_it_saw_nothing(kafka: str) -> None:
    topic = (await fresh_topic(kafka, partitions=3)).name
    async with publisher(kafka) as started:
        await started.publish([event(topic, f"before-{n}", 1).outgoing for n in range(9)])
        following = Following(kafka, topic, from_end=True)
        async with following.running():
            await started.publish([event(topic, "a", 1).outgoing])
            await until(lambda: following.seen)
        await started.publish([event(topic, f"away-{n}", 1).outgoing for n in range(9)])
        async with following.running(following.follower.positions):
            await until(lambda: len(following.seen) == 10)
    assert sorted(record.key or b"" for record in following.seen) == [b"a", *(b"away-%d" % n for n in range(9))]


async def test_what_is_not_there_is_a_dependency_that_is_away(kafka: str) -> None:
    with pytest.raises(DependencyAway, match="topic never-made does not exist; create it with `rematch topics`"):
        await TopicFollower(kafka, "never-made", Following(kafka, "x").see).run()
    with pytest.raises(DependencyAway, match="kafka"):
        await TopicFollower("127.0.0.1:1", "matches", Following(kafka, "x").see).run()
    await require_topics(kafka, ["matches", "raw-jobs.dlq", "raw-jobs.dedup.retry"])
    with pytest.raises(DependencyAway, match="never-made"):
        await require_topics(kafka, ["matches", "never-made"])


async def test_a_delivery_report_says_where_a_record_lies_and_one_too_large_is_refused(kafka: str) -> None:
    topic = (await fresh_topic(kafka, RAW_JOBS, partitions=1)).name
    with pytest.raises(DependencyAway):
        await KafkaPublisher(kafka, "test").publish([event(topic, "a", 1).outgoing])
    async with publisher(kafka) as started:
        reports = await started.deliver([event(topic, "a", 1).outgoing, Outgoing(topic, None, b"", (), 1_000)])
        assert [(report.partition, report.offset) for report in reports] == [(0, 0), (0, 1)]
        with pytest.raises(InvalidRecord, match="MessageSizeTooLarge"):
            await started.publish([Outgoing(topic, b"k", b"x" * 5 * 1024 * 1024)])
    plain, stamped = await content(kafka, topic)
    assert plain.headers == event(topic, "a", 1).outgoing.headers
    assert (stamped.key, stamped.value) == (None, b"")
