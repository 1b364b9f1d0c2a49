"""Every example of every topic goes through every consumer of ours, twice, and the second time changes nothing."""

from collections.abc import Callable

import pytest

from rematch_common.contracts import ACCESS_KEYS, Topic, dlq_topic
from rematch_common.keyring import KeyRing
from rematch_common.records import Record
from tests.contract.consumers import CONSUMERS, Consumer, examples

READINGS = [(build, topic) for build in CONSUMERS for topic in build().spec.topics]
RECORDS = [(build, topic, record) for build, topic in READINGS for record in examples(topic)]


def named(part: object) -> str:
    if isinstance(part, Record):
        return f"{part.header('ce_type')}.{part.offset}"
    return part.name if isinstance(part, Topic) else getattr(part, "__name__", "")


def dead_letters(consumer: Consumer, topic: Topic) -> list[str | None]:
    return [letter.header("dlq_error") for letter in consumer.publisher.of(dlq_topic(topic.name))]


async def read_twice(consumer: Consumer, topic: Topic, records: list[Record]) -> None:
    await consumer.read(records)
    assert dead_letters(consumer, topic) == []
    first = consumer.told()
    await consumer.read(records)
    assert dead_letters(consumer, topic) == []
    second = consumer.told()[len(first) :]
    if consumer.once:
        assert second == []
    else:
        assert [(r.key, r.value, r.header("ce_id")) for r in second] == [
            (r.key, r.value, r.header("ce_id")) for r in first
        ]


@pytest.mark.parametrize(("build", "topic", "record"), RECORDS, ids=named)
async def test_an_example_alone(build: Callable[[], Consumer], topic: Topic, record: Record) -> None:
    await read_twice(build(), topic, [record])


@pytest.mark.parametrize(("build", "topic"), READINGS, ids=named)
async def test_all_examples_of_a_topic_at_once(build: Callable[[], Consumer], topic: Topic) -> None:
    await read_twice(build(), topic, examples(topic))


@pytest.mark.parametrize(("build", "topic"), READINGS, ids=named)
async def test_one_after_the_other_or_all_at_once_ends_alike(build: Callable[[], Consumer], topic: Topic) -> None:
    at_once, one_by_one = build(), build()
    await at_once.read(examples(topic))
    for record in examples(topic):
        await one_by_one.read([record])
    # Within a batch only the last word about a key may be told, so the last words are what is compared.
    assert dead_letters(at_once, topic) == dead_letters(one_by_one, topic) == []
    assert bool(at_once.told()) == bool(one_by_one.told())


async def test_every_reader_of_access_keys_accepts_their_examples() -> None:
    ring = KeyRing("nowhere:9092")
    for _ in range(2):
        await ring.learn(examples(ACCESS_KEYS))
