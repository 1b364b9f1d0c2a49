"""Each item of a request has an answer; what is accepted is safe when the answer is given."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
import pytest

from rematch_common.contracts import ACCESS_KEYS, CANDIDATE_PROFILES, MAX_RAW_BYTES, RAW_JOBS
from rematch_common.contracts.examples_jobs import RAW_JOBS as EXAMPLES
from rematch_common.errors import DependencyAway
from rematch_common.keys import Principal, verify
from rematch_common.records import Record
from rematch_ingest.domain.keys import KnownKey, Wish
from rematch_ingest.handlers.answers import Answer
from rematch_ingest.handlers.candidates import TakeIn
from rematch_ingest.handlers.keys import create_key
from rematch_ingest.handlers.postings import Batch, TakePostings
from tests.fakes.people import FakeCandidates, FakeChoices
from tests.fakes.postings import FakeOutcomes
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW
from tests.fakes.taking_in import FakeAccessKeys

WHO = Principal("k", "demo", frozenset({"candidates:write"}))


RECEIPT = UUID(int=7)


async def taken(raw: FakePublisher, *items: Any, outcomes: FakeOutcomes | None = None) -> list[Answer]:
    take = TakePostings(raw, outcomes or FakeOutcomes(), lambda: RECEIPT, lambda: NOW)
    return await take(Batch(items, "demo"))


async def nothing() -> None:
    """Nobody to publish to."""


def taking(candidates: FakeCandidates) -> TakeIn:
    return TakeIn(candidates, FakeChoices(), nothing, lambda: NOW)


def values(records: list[Record]) -> list[dict[str, Any]]:
    return [orjson.loads(record.value or b"null") for record in records]


async def test_postings_are_published_in_order_under_the_id_that_was_answered() -> None:
    raw = FakePublisher()
    answers = await taken(raw, *EXAMPLES)
    ids = [f"{RECEIPT.hex}-{place}" for place in range(3)]
    assert [(answer.id, answer.accepted) for answer in answers] == [(each, True) for each in ids]
    published = raw.of(RAW_JOBS.name)
    assert [value["ingest_id"] for value in values(published)] == ids
    assert published[0].key == b"greenhouse:4711"
    assert published[0].header("traceparent") != published[1].header("traceparent")


class Threads(list[Any]):
    """Items that note in which threads they are read."""

    def __init__(self, items: Sequence[Any]) -> None:
        super().__init__(items)
        self.read_in: list[int] = []

    def __iter__(self) -> Iterator[Any]:
        self.read_in.append(threading.get_ident())
        return super().__iter__()


async def test_people_are_read_beside_the_loop() -> None:
    people = Threads([{"candidate_id": "c-1"}])
    await taking(FakeCandidates()).list(people, WHO)
    assert people.read_in[0] != threading.get_ident()


async def test_while_many_postings_are_read_others_have_their_turn() -> None:
    turns, raw = 0, FakePublisher()

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.ensure_future(others())
    large = {**EXAMPLES[1], "description": "word, " * 100_000}
    await taken(raw, *[large] * 50)
    other.cancel()
    # Each of them takes longer than a slice; less than two turns in all are those of a thread's or a receipt's end.
    assert turns > 25
    assert len(raw.of(RAW_JOBS.name)) == 50


async def test_one_wrong_item_costs_the_others_nothing() -> None:
    raw = FakePublisher()
    wrong, right = await taken(raw, {"title": "x"}, EXAMPLES[1])
    assert (wrong.accepted, wrong.field) == (False, "source")
    assert right.accepted
    assert len(raw.of(RAW_JOBS.name)) == 1


async def test_a_posting_that_its_id_makes_too_large_costs_the_others_nothing() -> None:
    raw = FakePublisher()
    room = MAX_RAW_BYTES - len(orjson.dumps(EXAMPLES[1]))
    brim = {**EXAMPLES[1], "description": EXAMPLES[1]["description"] + "x" * room}
    assert len(orjson.dumps(brim)) == MAX_RAW_BYTES
    large, right = await taken(raw, brim, EXAMPLES[1])
    assert (large.accepted, right.accepted) == (False, True)
    assert "1,048,576" in (large.reason or "")
    assert len(raw.of(RAW_JOBS.name)) == 1


async def test_while_kafka_is_away_nothing_is_answered_as_accepted() -> None:
    raw = FakePublisher()
    raw.away = 1
    with pytest.raises(DependencyAway):
        await taken(raw, EXAMPLES[1])


async def test_candidates_are_stored_for_the_tenant_of_the_key() -> None:
    candidates = FakeCandidates()
    items = [{"candidate_id": "c-1", "tenant_id": "other"}, "text", {"candidate_id": "not valid!"}, {"skills": []}]
    answers = await taking(candidates).list(items, WHO)
    assert [(a.id, a.accepted, a.version, a.field) for a in answers] == [
        ("c-1", True, 1, None),
        ("", False, None, None),
        ("not valid!", False, None, "candidate_id"),
        ("", False, None, "candidate_id"),
    ]
    (entry,) = candidates.outbox.of(CANDIDATE_PROFILES.name)
    assert entry.key == "demo/c-1"


async def test_a_key_is_shown_once_and_kept_as_a_hash() -> None:
    keys = FakeAccessKeys()
    text, key = await create_key(keys, Wish("demo", name="feed", scopes=("matches:read",)), lambda: NOW)
    assert await keys.all("demo") == [KnownKey(key, "tenant")]
    assert verify(text, {key.key_id: key}, NOW) == Principal(key.key_id, "demo", frozenset({"matches:read"}), 60)
    (told,) = keys.outbox.of(ACCESS_KEYS.name)
    assert text.rsplit("_", 1)[-1].encode() not in (told.outgoing.value or b"")
