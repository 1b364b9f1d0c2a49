"""Every example does what was published, once each, killed and started again: `make test-interop`."""

import asyncio
import json
import random
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from rematch_common.kafka import KafkaPublisher
from rematch_common.wire import Wire
from rematch_devstack.waiting import until as ask_until
from tests.fakes.waiting import until
from tests.integration.common.topics import fresh_topic
from tests.interop.publishing import Effect, Town
from tests.interop.toolchains import ALL, Example, running
from tests.servers import KAFKA

pytestmark = [pytest.mark.interop, pytest.mark.stack]
_SOON = 90.0
# What may not be printed yet when a program is killed: it has been written down before.
_IN_HAND = 500


@pytest.fixture(scope="module")
def kafka() -> Iterator[str]:
    with KAFKA.use() as bootstrap:
        yield bootstrap


@dataclass
class Running:
    """An example, its folder, and the topic that it reads."""

    example: Example
    folder: Path
    kafka: str
    town: Town

    def settings(self, group: str) -> dict[str, str]:
        return {
            "REMATCH_KAFKA": self.kafka,
            "REMATCH_TOPIC": self.town.topic,
            "REMATCH_GROUP": group,
            "REMATCH_STORE": "done.jsonl",
            "REMATCH_SESSION_TIMEOUT": "6",
        }

    def start(self, group: str) -> AbstractContextManager["subprocess.Popen[bytes]"]:
        return running(self.example, self.folder, self.settings(group))

    def done(self, name: str = "done.jsonl") -> list[Effect]:
        path = self.folder / name
        whole = path.read_bytes().rpartition(b"\n")[0].splitlines() if path.exists() else []
        return [Effect(**json.loads(line)) for line in whole]

    async def has_done(self, count: int, process: "subprocess.Popen[bytes]") -> None:
        await until(partial(self._enough, count, process), _SOON)

    async def has_all(self, group: str, process: "subprocess.Popen[bytes]") -> None:
        """Also what has no effect is behind it."""
        await self.has_done(len(self.town.effects), process)
        async with asyncio.timeout(_SOON):
            await ask_until(partial(self._committed_all, group))

    async def _committed_all(self, group: str) -> bool:
        return await lag(self, group) == 0

    def _enough(self, count: int, process: "subprocess.Popen[bytes]") -> bool:
        assert process.poll() is None, (self.folder / "complaints").read_text("utf-8")[-3_000:]
        return len(self.done()) >= count


@asynccontextmanager
async def publishing(kafka: str) -> AsyncIterator[KafkaPublisher]:
    publisher = KafkaPublisher(kafka, "interop", Wire("https://jobs.example/schemas"))
    await publisher.start()
    try:
        yield publisher
    finally:
        await publisher.stop()


async def lag(at: Running, group: str) -> int:
    """How many records of the topic the group has not committed."""
    consumer = AIOKafkaConsumer(bootstrap_servers=at.kafka, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(at.town.topic, number) for number in range(2)]
        ends = await consumer.end_offsets(partitions)
        return sum([end - (await consumer.committed(partition) or 0) for partition, end in ends.items()])
    finally:
        await consumer.stop()


def ends_well(at: Running, process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) in (0, 128 + signal.SIGTERM), "Java tells of the signal, once all is done"
    assert (at.folder / "complaints").read_text("utf-8").rstrip().endswith("stopped")


def by_key(effects: list[Effect]) -> dict[str, list[Effect]]:
    found: dict[str, list[Effect]] = {}
    for effect in effects:
        found.setdefault(effect.key, []).append(effect)
    return found


@pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)
async def test_every_match_has_its_effect_once(example: Example, kafka: str, tmp_path: Path) -> None:
    if example.lacks:
        pytest.skip(f"the example in {example.name} is not run: {example.lacks}")
    topic = await fresh_topic(kafka, before="matches.interop-")
    at = Running(example, example.built(tmp_path), kafka, Town(topic.name, random.Random(10)))
    async with publishing(kafka) as publisher:
        await publisher.publish(list(at.town.records(400)))
        with at.start("downstream-one") as process:
            await at.has_done(200, process)
            await publisher.publish(list(at.town.records(1_200)))
            await at.has_done(500, process)
            process.kill()
        await publisher.publish(list(at.town.records(400)))
        with at.start("downstream-one") as process:
            await at.has_all("downstream-one", process)
            ends_well(at, process)
        # As if nothing had ever been committed, all of it comes again, and only what is new has an effect.
        await publisher.publish(list(at.town.records(1)))
        with at.start("downstream-two") as process:
            await at.has_all("downstream-two", process)
            ends_well(at, process)
    assert by_key(at.done()) == by_key(at.town.effects)
    printed, done = Counter(at.done("printed")), Counter(at.done())
    assert printed <= done
    assert (done - printed).total() <= _IN_HAND
