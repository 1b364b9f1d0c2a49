"""Kafka looked at over two connections: one asks for positions, one reads what passes while somebody watches."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from rematch_common.clock import Monotonic
from rematch_common.errors import DependencyAway
from rematch_common.kafka import to_record
from rematch_common.records import Record
from rematch_common.secured import secured
from rematch_console.domain.passages import WATCHED
from rematch_console.domain.positions import Positions
from rematch_console.domain.stages import GROUPS, STAGES, TOPICS, Part

# Of one partition: who is further behind than this skips to the newest, so that a flood costs no more than a stream.
_MOST_BEHIND, _NEWEST = 200, 40
_AT_ONCE = 400
_PIECE = 128 * 1024
# Seconds between two looks where topics begin: retention moves that, and nothing else.
_FIRSTS_EVERY = 10.0
_AWAY = (KafkaError, OSError, TimeoutError, DependencyAway)


class KafkaBroker:
    """See rematch_console.ports.broker.Broker."""

    def __init__(self, bootstrap: str, now: Monotonic) -> None:
        self._bootstrap = bootstrap
        self._now = now
        self._asking: AIOKafkaConsumer | None = None
        self._admin: AIOKafkaAdminClient | None = None
        self._reading: AIOKafkaConsumer | None = None
        self._parts: list[TopicPartition] = []
        self._coordinators: dict[str, int] = {}
        self._firsts: tuple[float, Mapping[Part, int]] = (float("-inf"), {})

    async def start(self) -> None:
        return None

    async def stop(self) -> None:
        await self.rest()
        await self._close_asking()

    async def positions(self) -> Positions:
        try:
            asking, admin = await self._opened()
            ends = await asking.end_offsets(self._parts)
            if self._now() - self._firsts[0] >= _FIRSTS_EVERY:
                self._firsts = self._now(), _plain(await asking.beginning_offsets(self._parts))
            committed = {group: await self._committed(admin, group) for group in GROUPS}
        except _AWAY as error:
            await self._close_asking()
            raise DependencyAway("kafka", error) from error
        return Positions(self._now(), _plain(ends), self._firsts[1], committed)

    async def passing(self) -> Sequence[Record]:
        try:
            reading = self._reading or await self._begin()
            found = await reading.getmany(timeout_ms=0, max_records=_AT_ONCE)
            for part in reading.assignment():
                await _keep_up(reading, part)
        except _AWAY as error:
            await self.rest()
            raise DependencyAway("kafka", error) from error
        return [to_record(message) for messages in found.values() for message in messages]

    async def rest(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            await reading.stop()

    async def _begin(self) -> AIOKafkaConsumer:
        """At the newest, and not before it: what was there earlier can be looked up."""
        reading = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            **secured(),
            enable_auto_commit=False,
            auto_offset_reset="latest",
            max_partition_fetch_bytes=_PIECE,
            # An answer for each record that comes would be several a posting; one every half second has them all.
            fetch_min_bytes=_PIECE,
            fetch_max_wait_ms=500,
        )
        self._reading = reading  # also what can't be started is stopped
        await reading.start()
        parts = await _parts(reading, WATCHED)
        reading.assign(parts)
        await reading.seek_to_end(*parts)
        return reading

    async def _opened(self) -> tuple[AIOKafkaConsumer, AIOKafkaAdminClient]:
        if self._asking is None or self._admin is None:
            self._asking = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, **secured(), enable_auto_commit=False)
            self._admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap, **secured(), request_timeout_ms=10_000)
            await self._asking.start()
            await self._admin.start()
            self._parts = await _parts(self._asking, TOPICS)
            self._firsts, self._coordinators = (float("-inf"), {}), {}
        return self._asking, self._admin

    async def _committed(self, admin: AIOKafkaAdminClient, group: str) -> dict[Part, int]:
        """Who coordinates a group is asked once: it is half of what a look costs."""
        if group not in self._coordinators:
            self._coordinators[group] = await admin.find_coordinator(group)
        told: Mapping[TopicPartition, Any] = await admin.list_consumer_group_offsets(
            group, self._coordinators[group], _read_by(group, self._parts)
        )
        return {(part.topic, part.partition): one.offset for part, one in told.items() if one.offset >= 0}

    async def _close_asking(self) -> None:
        asking, admin, self._asking, self._admin = self._asking, self._admin, None, None
        if asking is not None and admin is not None:
            await asyncio.gather(asking.stop(), admin.close(), return_exceptions=True)


async def _keep_up(reading: AIOKafkaConsumer, part: TopicPartition) -> None:
    end = reading.highwater(part)
    if end is not None and end - await reading.position(part) > _MOST_BEHIND:
        reading.seek(part, end - _NEWEST)


async def _parts(consumer: AIOKafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    """Raises DependencyAway for a topic that isn't there: it may be made any moment, and then has to be seen."""
    known = await consumer._client.fetch_all_metadata()  # the public call answers only for subscribed topics
    numbered = {topic: known.partitions_for_topic(topic) for topic in sorted(topics)}
    if missing := [topic for topic, numbers in numbered.items() if not numbers]:
        raise DependencyAway("kafka", f"topic {missing[0]} does not exist; create it with `rematch topics`")
    return [TopicPartition(topic, number) for topic, numbers in numbered.items() for number in sorted(numbers or ())]


def _read_by(group: str, parts: Iterable[TopicPartition]) -> list[TopicPartition]:
    topics = {topic for stage in STAGES for topic in stage.groups.get(group, ())}
    return [part for part in parts if part.topic in topics]


def _plain(offsets: Mapping[TopicPartition, int]) -> dict[Part, int]:
    return {(part.topic, part.partition): offset for part, offset in offsets.items()}
