"""The Faust shell on a real broker: what is done is committed, what is not is read again."""

import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest

from rematch_common.consume import Received
from rematch_common.contracts import MATCHES, dlq_topic
from rematch_common.errors import DependencyAway
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_common.retry import Stopping
from tests.fakes.samples import found, received, updated
from tests.fakes.waiting import until
from tests.integration.common.reading import Noting, Reading, committed, reading
from tests.integration.common.topics import content, fresh_topic, publisher

# Faust and mode are older than some of what they use.
pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture
async def started(kafka: str) -> AsyncIterator[KafkaPublisher]:
    async with publisher(kafka) as producer:
        yield producer


async def reader_of(kafka: str, started: KafkaPublisher, **more: float) -> Reading:
    return Reading(await fresh_topic(kafka, MATCHES, partitions=1), started, **more)  # type: ignore[arg-type]


def matches(topic: str, *versions: int) -> list[Outgoing]:
    sent = [received(MATCHES, updated().key, updated(version=version)).record for version in versions]
    return [Outgoing(topic, record.key, record.value, record.headers) for record in sent]


async def away(_: Sequence[Received]) -> Sequence[Outgoing]:
    raise DependencyAway("qdrant", "refused")


@pytest.fixture
def leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Faust keeps no tables here, and needs no folder for them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("leaves_nothing_behind")
async def test_records_arrive_whole_and_are_committed(kafka: str, started: KafkaPublisher) -> None:
    reader, noting = await reader_of(kafka, started), Noting()
    headers = (("ce_type", b"rematch.match.found.v1"), ("odd", b"\xff\x00"), ("odd", b"twice"))
    value = received(MATCHES, found().key, found()).record.value
    await started.publish([Outgoing(reader.topic.name, b"k", value, headers, 1_769_940_000_123)])
    async with reading(kafka, noting, reader):
        await until(lambda: noting.seen, 30)
        await started.publish([Outgoing(reader.topic.name, b"gone", None, (("ce_sequence", b"7"),))])
        await until(lambda: len(noting.seen) == 2)
        assert reader.pulse.ready()
    whole, tombstone = (one.record for one in noting.seen)
    assert (whole.key, whole.value, whole.timestamp_ms) == (b"k", value, 1_769_940_000_123)
    assert whole.headers == headers
    assert (tombstone.key, tombstone.value, tombstone.version, noting.seen[1].event) == (b"gone", None, 7, None)
    assert reader.ended.result() is None
    assert await committed(kafka, reader) == 2
    assert reader.pulse.state == "dead"


async def test_a_batch_in_hand_when_told_to_stop_is_finished_and_committed(kafka: str, started: KafkaPublisher) -> None:
    reader, noting = await reader_of(kafka, started), Noting()
    noting.gate.clear()
    await started.publish(matches(reader.topic.name, *range(1, 6)))
    async with reading(kafka, noting, reader):
        await until(noting.entered.is_set, 30)
        reader.stop.set()
        assert not reader.ended.done()
        noting.gate.set()
        await until(reader.ended.done, 20)
    done = len(noting.seen)
    assert done >= 1
    assert noting.versions == list(range(1, done + 1))
    assert await committed(kafka, reader) == done
    # Whoever comes next goes on exactly there.
    next_one, rest = Reading(reader.topic, started, reader.group), Noting()
    await started.publish(matches(reader.topic.name, 6))
    async with reading(kafka, rest, next_one):
        await until(lambda: 6 in rest.versions, 30)
    assert rest.versions == list(range(done + 1, 7))


async def test_leaving_for_a_dependency_commits_nothing_of_the_batch(kafka: str, started: KafkaPublisher) -> None:
    reader = await reader_of(kafka, started, budget=0.2)
    await started.publish(matches(reader.topic.name, 1, 2, 3))
    async with reading(kafka, away, reader):
        await until(reader.ended.done, 30)
    with pytest.raises(DependencyAway, match="qdrant"):
        reader.ended.result()
    assert await committed(kafka, reader) == 0
    noting = Noting()
    async with reading(kafka, noting, Reading(reader.topic, started, reader.group)):
        await until(lambda: len(noting.seen) == 3, 30)


async def test_told_to_stop_while_a_dependency_is_away_commits_nothing(kafka: str, started: KafkaPublisher) -> None:
    reader = await reader_of(kafka, started, budget=600.0)
    await started.publish(matches(reader.topic.name, 1))
    tried = Noting()

    async def note_and_be_away(batch: Sequence[Received]) -> Sequence[Outgoing]:
        await tried(batch)
        return await away(batch)

    async with reading(kafka, note_and_be_away, reader):
        await until(lambda: len(tried.seen) >= 2, 30)
        reader.stop.set()
        await until(reader.ended.done, 20)
    # What counts is that neither the offset nor a dead letter says that it was done.
    assert reader.ended.exception() is None or isinstance(reader.ended.exception(), Stopping)
    assert await committed(kafka, reader) == 0
    assert await content(kafka, dlq_topic(reader.topic.name)) == []


async def test_a_bug_goes_to_the_dead_letters_and_the_rest_has_its_effect(kafka: str, started: KafkaPublisher) -> None:
    reader, noting = await reader_of(kafka, started), Noting()

    async def choke(batch: Sequence[Received]) -> Sequence[Outgoing]:
        if any(one.record.version == 2 for one in batch):
            raise KeyError("salary")
        return await noting(batch)

    unread = Outgoing(reader.topic.name, b"k", b"{", (("ce_type", b"rematch.match.found.v1"),))
    await started.publish([*matches(reader.topic.name, 1, 2), unread, *matches(reader.topic.name, 3)])
    async with reading(kafka, choke, reader):
        await until(lambda: len(noting.seen) == 2, 30)
    letters = await content(kafka, dlq_topic(reader.topic.name))
    told = sorted((letter.header("dlq_original_offset"), letter.header("dlq_reason")) for letter in letters)
    assert told == [("1", "bug"), ("2", "bad_json")]
    assert noting.versions == [1, 3]
    assert await committed(kafka, reader) == 4


async def test_a_flood_pauses_alive_and_unready_and_drops_nothing(kafka: str, started: KafkaPublisher) -> None:
    reader = await reader_of(kafka, started, limit=3)
    await started.publish([Outgoing(reader.topic.name, b"k", b"{", (("ce_type", b"rematch.match.found.v1"),))] * 5)
    async with reading(kafka, Noting(), reader):
        await until(lambda: reader.pulse.state == "paused", 30)
        assert reader.pulse.alive()
        assert not reader.pulse.ready()
        assert not reader.ended.done()
        reader.stop.set()
        await until(reader.ended.done, 20)
    # One record at a time may have come before the others: at most what is below the limit was given up.
    letters = await content(kafka, dlq_topic(reader.topic.name))
    assert len(letters) < 3
    assert await committed(kafka, reader) == len(letters)
