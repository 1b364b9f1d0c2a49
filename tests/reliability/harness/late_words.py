"""What an evicted process says too late: an old version of a key, written behind its newest."""

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer

from rematch_common.contracts import MAX_MESSAGE_BYTES
from rematch_common.records import Record
from rematch_devstack.waiting import until
from tests.reliability.harness.topics import Topics, last_of_each_key


def overtaken(records: Sequence[Record]) -> list[Record]:
    """One record each of keys that have a newer version behind it."""
    newest = last_of_each_key(records)
    found = {}
    for record in records:
        last = newest[(record.key or b"").decode("utf-8", "replace")]
        if record.version is not None and last.version is not None and record.version < last.version:
            found[record.key] = record
    return list(found.values())


async def say_again(bootstrap: str, records: Sequence[Record]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=MAX_MESSAGE_BYTES, acks="all")
    await producer.start()
    try:
        for record in records:
            await producer.send_and_wait(
                record.topic, record.value, record.key, partition=record.partition, headers=list(record.headers)
            )
    finally:
        await producer.stop()


async def repaired(topics: Topics, said: Sequence[Record], deadline: float) -> None:
    """Wait until the last record of each of these keys is a newer one again."""

    async def newest_again() -> bool:
        last = {name: last_of_each_key(records) for name, records in (await topics.read(names)).items()}
        return all((last[r.topic][(r.key or b"").decode()].version or 0) > (r.version or 0) for r in said)

    names = sorted({record.topic for record in said})
    try:
        async with asyncio.timeout(deadline):
            await until(newest_again)
    except TimeoutError:
        raise AssertionError(f"stale after {deadline:.0f} s: one of {[r.coordinates for r in said]}") from None
