"""What is stored is answered soon, whether or not Kafka is: who asked is told which."""

import asyncio

from rematch_common.errors import DependencyAway
from rematch_ingest.handlers.settling import settling


async def test_who_has_stored_something_does_not_wait_for_a_kafka_that_hangs() -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    async with asyncio.timeout(10):
        assert not await settling(hang, 0.05)()


async def test_a_kafka_that_is_away_is_told() -> None:
    async def away() -> None:
        raise DependencyAway("kafka", "no answer")

    assert not await settling(away)()


async def test_what_is_published_is_told() -> None:
    async def drained() -> None:
        return None

    assert await settling(drained)()
