"""The two sides of bench.loop, each in a process of its own: `python -m bench.loop_sides bare|ours BOOTSTRAP GROUP`.

Both decode and validate a RawJob, publish its bytes to another topic, wait for every delivery report and commit.
CPU time is read when the warm-up's last record was delivered and when the measured ones were; more records wait
behind those, so that what was fetched ahead at the beginning is fetched ahead at the end, too.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Sequence

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from rematch_common.consume import ConsumeLoop, Policy, Received
from rematch_common.contracts import INGEST_OUTCOMES, MAX_MESSAGE_BYTES, RAW_JOBS, RawJob
from rematch_common.faust_app import StreamSettings
from rematch_common.health import Pulse
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_common.retry import Patience
from rematch_common.stream import FaustStream

WARM_UP, MEASURED, BEHIND = 4_000, 20_000, 8_000
BATCH = 128
COMMIT_INTERVAL = 0.5
# It has as many partitions as raw-jobs, and nothing reads it here.
OUT = INGEST_OUTCOMES.name


class Meter:
    """Counts delivered records and reads the process's CPU time, all threads, at both ends of the measured ones."""

    def __init__(self) -> None:
        self.done = asyncio.Event()
        self._delivered = 0
        self._began: tuple[int, float, float] | None = None
        self._ended: tuple[int, float, float] | None = None

    def delivered(self, count: int) -> None:
        self._delivered += count
        if self._began is None and self._delivered >= WARM_UP:
            self._began = self._reading()
        if self._ended is None and self._delivered >= WARM_UP + MEASURED:
            self._ended = self._reading()
            self.done.set()

    def _reading(self) -> tuple[int, float, float]:
        return self._delivered, time.process_time(), time.perf_counter()

    def result(self) -> dict[str, float]:
        """Microseconds a record."""
        assert self._began is not None, "the warm-up was never over"
        assert self._ended is not None, "not every record came"
        records, cpu, wall = (after - before for before, after in zip(self._began, self._ended, strict=True))
        return {"cpu": cpu / records * 1e6, "wall": wall / records * 1e6}


async def bare(bootstrap: str, group: str, meter: Meter) -> None:
    """aiokafka and nothing else. It commits as often as ours does."""
    consumer = AIOKafkaConsumer(
        RAW_JOBS.name,
        bootstrap_servers=bootstrap,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
    )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_request_size=MAX_MESSAGE_BYTES)
    await consumer.start()
    await producer.start()
    committed = time.monotonic()
    while not meter.done.is_set():
        found = await consumer.getmany(timeout_ms=1000, max_records=BATCH)
        messages = [message for batch in found.values() for message in batch]
        for message in messages:
            RawJob.model_validate(orjson.loads(message.value))
        sent = [await producer.send(OUT, key=message.key, value=message.value) for message in messages]
        await asyncio.gather(*sent)
        if time.monotonic() - committed > COMMIT_INTERVAL:
            await consumer.commit()
            committed = time.monotonic()
        meter.delivered(len(messages))
    await producer.stop()
    await consumer.stop()


class MeteredPublisher(KafkaPublisher):
    """The services' publisher, which tells the meter what it has delivered."""

    def __init__(self, bootstrap: str, meter: Meter) -> None:
        super().__init__(bootstrap, "bench-loop")
        self._meter = meter

    async def publish(self, records: Sequence[Outgoing]) -> None:
        await super().publish(records)
        self._meter.delivered(len(records))


async def pass_on(batch: Sequence[Received]) -> list[Outgoing]:
    return [Outgoing(OUT, received.record.key, received.record.value) for received in batch]


async def ours(bootstrap: str, group: str, meter: Meter) -> None:
    """The consume loop in its Faust shell, as every service runs it."""
    publisher = MeteredPublisher(bootstrap, meter)
    await publisher.start()
    policy = Policy(Patience(stop=meter.done))
    loop = ConsumeLoop(group, {RAW_JOBS.name: RAW_JOBS}, pass_on, publisher, policy)
    settings = StreamSettings(bootstrap, group, (RAW_JOBS.name,), BATCH, commit_interval=COMMIT_INTERVAL)
    await FaustStream(loop, settings, Pulse(), meter.done).run()
    await publisher.stop()


async def main(side: str, bootstrap: str, group: str) -> None:
    # A cluster that has just started has no group coordinator yet; the client complains, and asks again.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    meter = Meter()
    await {"bare": bare, "ours": ours}[side](bootstrap, group, meter)
    sys.stdout.write(json.dumps(meter.result()) + "\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
