"""Two records that reach two workers at the same moment."""

import asyncio
from collections.abc import Mapping, Sequence

from aiokafka import AIOKafkaProducer

from rematch_common.records import Outgoing
from rematch_devstack.waiting import until
from tests.reliability.harness.topics import Topics

Assigned = Mapping[str, frozenset[int]]
Couple = tuple[Outgoing, Outgoing]
Owned = tuple[int, int]
"""A partition of the one worker, and a partition of the other."""


async def shared_out(topics: Topics, group: str, *names: str) -> list[Assigned]:
    """Until two members have the partitions of each of these topics between them."""
    found: list[Assigned] = []

    async def both() -> bool:
        found[:] = [await topics.assigned(group, name) for name in names]
        return all(len(each) == 2 and all(each.values()) for each in found)

    async with asyncio.timeout(60):
        await until(both)
    for each in found:
        one, other = each.values()
        assert not one & other
    return found


async def send(
    bootstrap: str, couples: Sequence[Couple], owned: Sequence[Owned], *, rate: float, at_once: int = 1
) -> None:
    """About `rate` couples a second, so many of them `at_once`, and always both of a couple: one for either worker."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", request_timeout_ms=120_000)
    await producer.start()
    try:
        clock = asyncio.get_running_loop()
        began = clock.time()
        for start in range(0, len(couples), at_once):
            part = range(start, min(start + at_once, len(couples)))
            halves = [half for n in part for half in zip(couples[n], owned[n % len(owned)], strict=True)]
            sent = [
                await producer.send(half.topic, half.value, half.key, partition=to, headers=list(half.headers))
                for half, to in halves
            ]
            await asyncio.gather(*sent)
            # The rate is the load itself, not a wait for something to happen.
            await asyncio.sleep(max(0.0, began + part.stop / rate - clock.time()))
    finally:
        await producer.stop()
