"""The dead-letter queues in Kafka, by rematch_common.dead_letters."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka.errors import KafkaError

from rematch_common.broker import Broker, NoSuchTopic, connected
from rematch_common.dead_letters import listing
from rematch_common.dead_letters.choosing import Choice, Found, queue
from rematch_common.dead_letters.editing import mended
from rematch_common.dead_letters.going_back import Result, Wish, outgoing
from rematch_common.dead_letters.redriving import Redrive
from rematch_common.dead_letters.veiling import GONE, hidden
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing, Record
from rematch_console.ports.letters import Mending, NoSuchQueue, Place

# Of each partition: a flood of poison is counted by `rematch dlq list`.
MOST_LOOKED_AT = 5_000
_CLIENT = "rematch-console"
# Seconds: somebody waits for the page, at most for ten thousand records to go back.
_PATIENCE = 45.0


class KafkaLetters:
    """See rematch_console.ports.letters.DeadLetters. A connection for each look: they are few and far between."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    async def groups(self) -> Found:
        async with self._broker() as broker:
            return await listing.groups(broker, MOST_LOOKED_AT)

    async def newest(self, choice: Choice, limit: int) -> Sequence[tuple[Record, bool]]:
        async with self._broker() as broker:
            found = await listing.newest(broker, choice, limit)
            done = await listing.redriven_from(broker, queue(choice.topic)) if found else frozenset()
        return [(record, record.coordinates in done) for record in reversed(found)]

    async def one(self, place: Place) -> tuple[Record, bool] | None:
        async with self._broker() as broker:
            found = await listing.lying_at(broker, place.topic, place.partition, place.offset)
            if found is None:
                return None
            return found, found.coordinates in await listing.redriven_from(broker, queue(place.topic))

    async def redrive(self, wish: Wish) -> Result:
        async with self._broker() as broker, self._publisher() as publisher:
            return await Redrive(broker, publisher)(wish)

    async def redrive_one(self, place: Place) -> str:
        return await self._send(outgoing(await self._lying(place)))

    async def mend(self, mending: Mending) -> str:
        return await self._send(mended(await self._lying(mending.place), mending.value, mending.by))

    async def _lying(self, place: Place) -> Record:
        found = await self.one(place)
        if found is None:
            raise KeyError(place)
        record, _ = found
        if hidden(record):
            raise InvalidRecord("erased", f"it is {GONE}: it does not go back")
        return record

    async def _send(self, back: Outgoing) -> str:
        async with self._broker() as broker:
            if back.topic not in broker.topics:
                told = f"there is no topic {back.topic}: make it with `rematch topics`"
                raise InvalidRecord("no_retry_topic", told)
        async with self._publisher() as publisher:
            await publisher.publish([back])
        return back.topic

    @asynccontextmanager
    async def _broker(self) -> AsyncIterator[Broker]:
        try:
            async with asyncio.timeout(_PATIENCE), connected(self._bootstrap, _CLIENT) as broker:
                yield broker
        except NoSuchTopic as error:
            raise NoSuchQueue(str(error)) from error
        except (KafkaError, OSError, TimeoutError) as error:
            raise DependencyAway("kafka", f"{type(error).__name__} {error}") from error

    @asynccontextmanager
    async def _publisher(self) -> AsyncIterator[KafkaPublisher]:
        publisher = KafkaPublisher(self._bootstrap, _CLIENT)
        await publisher.start()
        try:
            yield publisher
        finally:
            await publisher.stop()
