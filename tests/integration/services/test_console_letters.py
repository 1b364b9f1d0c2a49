"""The console's way to dead letters, in a real broker: what its fake does, and how long a page waits."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import orjson
import pytest

from rematch_common.contracts import RAW_JOBS
from rematch_common.dead_letter import dead_letter
from rematch_common.dead_letters.choosing import REDRIVEN_FROM, Choice
from rematch_common.dead_letters.editing import EDITED_BY
from rematch_common.dead_letters.going_back import Wish
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.records import Record
from rematch_console.adapters.kafka_letters import KafkaLetters
from rematch_console.ports.letters import DeadLetters, Mending, NoSuchQueue, Place
from tests.fakes.letters import FakeLetters
from tests.integration.common.topics import content, publisher

pytestmark = pytest.mark.stack
REASON = f"reason_{uuid4().hex[:8]}"
POSTING = {"source": "board", "external_id": "7", "company": "Clinic", "description": "Be kind."}
RETRY = "raw-jobs.dedup.retry"


@pytest.fixture(params=["fake", "kafka"])
async def letters(request: pytest.FixtureRequest, kafka: str) -> AsyncIterator[DeadLetters]:
    """Three of one reason, in that order."""
    record = Record("raw-jobs", 2, 40, 1_000, b"board:7", orjson.dumps(POSTING))
    dead = [dead_letter(record, "dedup", InvalidRecord(REASON, f"error {n}", field="title"), 1) for n in range(3)]
    if request.param == "fake":
        yield FakeLetters([Record(one.topic, 0, n, n, one.key, one.value, one.headers) for n, one in enumerate(dead)])
        return
    async with publisher(kafka) as publish:
        for one in dead:
            await publish.publish([one])
    yield KafkaLetters(kafka)


async def places(letters: DeadLetters) -> list[Place]:
    found = await letters.newest(Choice(RAW_JOBS.name, REASON), 3)
    return [Place(RAW_JOBS.name, record.partition, record.offset) for record, _ in found]


async def test_the_newest_first_and_each_where_it_lies(letters: DeadLetters) -> None:
    found = [record.header("dlq_error") for record, _ in await letters.newest(Choice(RAW_JOBS.name, REASON), 3)]
    assert found == ["error 2", "error 1", "error 0"]
    for place, error in zip(await places(letters), found, strict=True):
        async with asyncio.timeout(15):
            one = await letters.one(place)
        assert one is not None
        assert (one[0].header("dlq_error"), one[1]) == (error, False)
    assert await letters.one(Place(RAW_JOBS.name, 0, 2**40)) is None
    (group,) = [one for one in (await letters.groups()).groups if one.reason == REASON]
    assert (group.consumer, group.newest_field) == ("dedup", "title")


async def test_one_goes_back_mended_another_as_it_is_and_then_the_rest(letters: DeadLetters, kafka: str) -> None:
    newest, middle, _ = await places(letters)
    with pytest.raises(InvalidRecord) as refused:
        await letters.mend(Mending(newest, orjson.dumps(POSTING), "key"))
    assert refused.value.field == "title"
    mended = orjson.dumps({**POSTING, "title": "Nurse"})
    assert await letters.mend(Mending(newest, mended, "key")) == RETRY
    assert await letters.redrive_one(middle) == RETRY
    assert [done for _, done in await letters.newest(Choice(RAW_JOBS.name, REASON), 3)] == [True, True, False]
    result = await letters.redrive(Wish(Choice(RAW_JOBS.name, REASON), 100))
    assert result.before >= 2
    assert (await letters.redrive(Wish(Choice(RAW_JOBS.name, REASON)))).redriven == 0
    sent = letters.sent if isinstance(letters, FakeLetters) else await content(kafka, RETRY)
    marks = {one.value: dict(one.headers).get(EDITED_BY) for one in sent}
    assert marks[mended] == b"key"
    assert all(REDRIVEN_FROM in dict(one.headers) for one in sent)


async def test_what_is_not_there(letters: DeadLetters) -> None:
    with pytest.raises(KeyError):
        await letters.redrive_one(Place(RAW_JOBS.name, 0, 2**40))
    with pytest.raises(NoSuchQueue):
        await letters.newest(Choice("nowhere"), 1)


async def test_kafka_away_is_said() -> None:
    with pytest.raises(DependencyAway):
        await KafkaLetters("127.0.0.1:1").groups()
