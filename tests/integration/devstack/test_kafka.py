"""A real broker, run by the supervisor."""

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import MessageSizeTooLargeError, UnknownTopicOrPartitionError

from rematch_devstack import kafka_archive
from rematch_devstack.backoff import Backoff
from rematch_devstack.errors import StackError
from rematch_devstack.jvm import archive
from rematch_devstack.kafka import EmbeddedKafka
from rematch_devstack.ports import Ports
from rematch_devstack.supervisor import Supervisor
from tests.integration.devstack.waiting import gone

pytestmark = pytest.mark.stack

MIB = 1024 * 1024


@asynccontextmanager
async def broker(path: Path, jars: Sequence[Path]) -> AsyncIterator[tuple[EmbeddedKafka, Supervisor]]:
    with Ports() as ports:
        kafka = EmbeddedKafka(path / "kafka", jars, ports.free(), ports.free())
        supervisor = Supervisor(path / "logs", backoff=Backoff(first=0.05, longest=0.2))
        supervisor.add(kafka.spec())
        try:
            await supervisor.start()
            yield kafka, supervisor
        finally:
            await supervisor.stop_all()


async def create(bootstrap: str, topic: str, **configs: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, 2, 1, topic_configs=configs)])
    finally:
        await admin.close()


async def publish(bootstrap: str, topic: str, *values: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=8 * MIB)
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait(topic, value)
    finally:
        await producer.stop()


async def read(bootstrap: str, topic: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, group_id="readers", auto_offset_reset="earliest")
    await consumer.start()
    try:
        values = [(await consumer.getone()).value for _ in range(count)]
        await consumer.commit()
        return values
    finally:
        await consumer.stop()


async def test_records_and_positions_outlive_kill_9_and_a_restart_on_other_ports(
    tmp_path: Path, kafka_jars: Sequence[Path]
) -> None:
    async with broker(tmp_path, kafka_jars) as (kafka, supervisor):
        await create(kafka.bootstrap, "raw-jobs")
        await publish(kafka.bootstrap, "raw-jobs", b"one", b"two")
        assert sorted(await read(kafka.bootstrap, "raw-jobs", 2)) == [b"one", b"two"]
        supervisor.kill("kafka")
        await supervisor.wait_ready("kafka", 30)
        await publish(kafka.bootstrap, "raw-jobs", b"three")
    async with broker(tmp_path, kafka_jars) as (kafka, supervisor):
        assert await read(kafka.bootstrap, "raw-jobs", 1) == [b"three"]


async def test_it_is_small_has_the_limits_that_services_expect_and_says_why_it_cannot_start(
    tmp_path: Path, kafka_jars: Sequence[Path]
) -> None:
    async with broker(tmp_path, kafka_jars) as (kafka, supervisor):
        pid = supervisor.pid("kafka")
        assert pid
        process = psutil.Process(pid)
        assert process.memory_info().rss < 350 * MIB
        listening = {each.laddr.ip for each in process.net_connections("tcp") if each.status == psutil.CONN_LISTEN}
        assert {address.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
        await _limits(kafka.bootstrap)
    assert "Picked up" not in (tmp_path / "logs" / "kafka.log").read_text()
    assert "started" in (tmp_path / "kafka" / "kafka.log").read_text()
    meta = tmp_path / "kafka" / "data" / "meta.properties"
    meta.write_text(meta.read_text().replace("node.id=1", "node.id=7"))
    with pytest.raises(StackError, match=r"kafka does not start: .*exit code 1 .*Stored node id 7 .*kafka\.log"):
        async with broker(tmp_path, kafka_jars):
            pass


async def _limits(bootstrap: str) -> None:
    await create(bootstrap, "raw-jobs.dlq")
    await publish(bootstrap, "raw-jobs.dlq", b"x" * (4 * MIB))
    assert len((await read(bootstrap, "raw-jobs.dlq", 1))[0]) == 4 * MIB
    with pytest.raises(MessageSizeTooLargeError):
        await publish(bootstrap, "raw-jobs.dlq", b"x" * (5 * MIB))
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        found = await admin.describe_topics(["never-made"])
        assert found[0]["error_code"] == UnknownTopicOrPartitionError.errno
    finally:
        await admin.close()


async def test_a_deadline_is_kept(tmp_path: Path, kafka_jars: Sequence[Path]) -> None:
    with Ports() as ports:
        nobody = EmbeddedKafka(tmp_path, kafka_jars, ports.free(), ports.free())
        with pytest.raises(StackError, match="Kafka does not answer after 0 s"):
            await nobody.wait_ready(0.2)


async def test_a_damaged_archive_of_classes_costs_speed_only(tmp_path: Path, kafka_jars: Sequence[Path]) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    jars = [Path(shutil.copy2(jar, cache)) for jar in kafka_jars]
    assert await kafka_archive.train(jars)
    made = archive(jars)
    assert await kafka_archive.train(jars)
    assert {path.name for path in cache.iterdir()} == {made.name, *(jar.name for jar in jars)}
    with made.open("r+b") as damaged:
        for position in range(MIB, made.stat().st_size - MIB, 50_000):
            damaged.seek(position)
            damaged.write(os.urandom(64))
    async with broker(tmp_path, jars) as (_, supervisor):
        pid = supervisor.pid("kafka")
        assert pid
    await gone(pid)
