"""Copies of people's records in Kafka: looked for, taken out where nobody else's stands before them, and timed."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from rematch_common.clock import from_millis
from rematch_common.contracts import MAX_MESSAGE_BYTES, about_people, base_topic
from rematch_common.erased import Erased
from rematch_common.errors import DependencyAway
from rematch_common.kafka import to_record
from rematch_common.records import Record
from rematch_common.secured import secured
from rematch_ingest.domain.erasures import Asked
from rematch_ingest.ports.dead_letters import Left

# A broker looks every five minutes for what is too old, and deletes a file a minute later.
_CLEANING = timedelta(minutes=10)
_AT_ONCE = 200
Clients = tuple[AIOKafkaConsumer, AIOKafkaAdminClient]


@dataclass(slots=True)
class _Found:
    """What is found of whom, and how far each partition begins with nothing but that."""

    of: dict[str, list[tuple[Record, bool]]] = field(default_factory=lambda: defaultdict(list))
    doomed: dict[TopicPartition, RecordsToDelete] = field(default_factory=dict)


class KafkaDeadLetters:
    """See rematch_ingest.ports.dead_letters.DeadLetters. Reads all that lies there, a partition after another: people's
    dead letters are few, and a round looks for many people at once."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    async def left(self, erasures: Sequence[Asked]) -> Mapping[str, Left]:
        ledger = _ledger(erasures)
        try:
            async with _connected(self._bootstrap) as (consumer, admin):
                found = await _look(consumer, ledger)
                topics = sorted({record.topic for copies in found.of.values() for record, _ in copies})
                kept = await _kept(admin, topics)
                if found.doomed:
                    await admin.delete_records(found.doomed)
        except (KafkaError, OSError) as error:
            raise DependencyAway("kafka", f"{type(error).__name__} {error}") from error
        return {person: _left(copies, kept) for person, copies in found.of.items()}


@asynccontextmanager
async def _connected(bootstrap: str) -> AsyncIterator[Clients]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        **secured(),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
    )
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **secured())
    try:
        await consumer.start()
        await admin.start()
        yield consumer, admin
    finally:
        await admin.close()
        await consumer.stop()


def _ledger(erasures: Sequence[Asked]) -> Erased:
    ledger = Erased(complete=True)
    for one in erasures:
        until = one.receipts["match"].done_at
        ledger.note("/".join(one.erasure.person), one.erasure.version, int(until.timestamp() * 1000))
    return ledger


async def _look(consumer: AIOKafkaConsumer, ledger: Erased) -> _Found:
    found = _Found()
    metadata = await consumer._client.fetch_all_metadata()  # the public calls know subscribed topics only
    names = sorted(name for name in metadata.topics() if base_topic(name) != name and about_people(name))
    places = [TopicPartition(name, number) for name in names for number in metadata.partitions_for_topic(name) or ()]
    first, end = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    for place in places:
        if first[place] < end[place]:
            await _look_at(consumer, place, end[place], (ledger, found))
    return found


async def _look_at(consumer: AIOKafkaConsumer, place: TopicPartition, end: int, into: tuple[Erased, _Found]) -> None:
    """One partition alone: of several, each would hold what it has fetched."""
    ledger, found = into
    consumer.assign([place])
    await consumer.seek_to_beginning(place)
    leading = True
    while await consumer.position(place) < end:
        found_here = await consumer.getmany(place, timeout_ms=500, max_records=_AT_ONCE)
        for message in found_here.get(place, ()):
            record = to_record(message)
            person = ledger.whose(record)
            leading = leading and person is not None
            if person is not None:
                found.of[person].append((record, leading))
            if leading:
                found.doomed[place] = RecordsToDelete(message.offset + 1)


async def _kept(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> Mapping[str, timedelta]:
    """How long a record of each topic may lie on a disk. Kafka deletes whole files, by the last that came into them."""
    if not topics:
        return {}
    kept: dict[str, timedelta] = {}
    for answer in await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in topics]):
        for _, _, _, name, entries in answer.resources:
            told = {entry[0]: entry[1] for entry in entries}
            if int(told["retention.ms"]) < 0:
                raise DependencyAway(f"an end of {name}", "it keeps records of people for ever: run `rematch topics`")
            kept[name] = timedelta(milliseconds=int(told["retention.ms"]) + int(told["segment.ms"])) + _CLEANING
    return kept


def _left(copies: Sequence[tuple[Record, bool]], kept: Mapping[str, timedelta]) -> Left:
    gone_by = max(from_millis(record.timestamp_ms) + kept[record.topic] for record, _ in copies)
    return Left(len(copies), sum(deleted for _, deleted in copies), gone_by)
