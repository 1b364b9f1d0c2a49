"""While a roll-out is under way, records of two releases meet: those of the first contract that was ever written, and
those of a next one, which says more than today's readers know."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rematch_common.contracts import DEDUPED_JOBS, EMBEDDED_JOBS, MATCHES, Topic, dlq_topic
from rematch_common.records import Record
from tests.contract import consumers
from tests.contract.consumers import CONSUMERS, Consumer, examples

OLDER = Path(__file__).parent / "older"
READINGS = [(build, topic) for build in CONSUMERS for topic in build().spec.topics]
VERSIONED = [
    (build, topic) for build, topic in READINGS if topic.name in {DEDUPED_JOBS.name, EMBEDDED_JOBS.name, MATCHES.name}
]


def named(part: object) -> str:
    return part.name if isinstance(part, Topic) else getattr(part, "__name__", "")


def older(topic: Topic, monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """The examples of the first contract, byte for byte."""
    monkeypatch.setattr(consumers, "EXAMPLES", OLDER)
    found = examples(replace(topic, tombstones=False))
    monkeypatch.undo()
    return found


def newer(record: Record) -> Record:
    """As a next release may write it: fields that nobody knows yet, at every depth, and one more header."""
    if record.value is None:
        return record
    value = json.dumps(_with_more(json.loads(record.value))).encode()
    return replace(record, value=value, headers=(*record.headers, ("ce_dialect", b"next")))


def _with_more(value: Any) -> Any:
    if isinstance(value, dict):
        # What is counted by name (of free keys) is no record of ours.
        told = {key: _with_more(each) if key not in {"counts", "evidence"} else each for key, each in value.items()}
        return {**told, "said_by_the_next_release": {"more": [1, "two"]}}
    return [_with_more(each) for each in value] if isinstance(value, list) else value


def dead_letters(consumer: Consumer, topic: Topic) -> list[str | None]:
    return [letter.header("dlq_error") for letter in consumer.publisher.of(dlq_topic(topic.name))]


def of_version(record: Record, version: int, offset: int) -> Record:
    """The same key once more, later in the topic."""
    value = json.dumps({**json.loads(record.value or b""), "version": version}).encode()
    return replace(record, value=value, offset=offset)


@pytest.mark.parametrize(("build", "topic"), READINGS, ids=named)
async def test_todays_readers_take_the_first_contracts_records(
    build: Callable[[], Consumer], topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer, records = build(), older(topic, monkeypatch)
    await consumer.read(records)
    assert dead_letters(consumer, topic) == []


@pytest.mark.parametrize(("build", "topic"), READINGS, ids=named)
async def test_todays_readers_take_what_the_next_release_says(build: Callable[[], Consumer], topic: Topic) -> None:
    consumer, plain = build(), build()
    await consumer.read([newer(record) for record in examples(topic)])
    await plain.read(examples(topic))
    assert dead_letters(consumer, topic) == []
    assert len(consumer.told()) == len(plain.told())


@pytest.mark.parametrize(("build", "topic"), VERSIONED, ids=named)
async def test_readers_first_then_writers_and_a_late_word_of_an_old_writer(
    build: Callable[[], Consumer], topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of a roll-out: the reader is new, its writers are still old, then new ones write, and one old one that
    was paused says its last word behind them."""
    consumer = build()
    written = next(one for one in older(topic, monkeypatch) if b'"version"' in (one.value or b""))
    await consumer.read([of_version(written, 1, 0)])
    before = len(consumer.told())
    await consumer.read([newer(of_version(written, 3, 1))])
    told = len(consumer.told())
    await consumer.read([of_version(written, 2, 2), of_version(written, 1, 3)])
    assert dead_letters(consumer, topic) == []
    assert before <= told
    if consumer.once:
        assert len(consumer.told()) == told, "what is older than what was finished changes nothing"
