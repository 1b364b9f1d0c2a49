"""What is remembered of people is what is committed, over every directory."""

import asyncio
from collections.abc import Sequence

import pytest

from rematch_match.adapters.facts_cache import FactsCache
from rematch_match.domain.facts import CandidateFacts, CandidateKey
from tests.contract.seeking import skilled
from tests.contract.stores import Subject
from tests.fakes.directory import FakeDirectory
from tests.fakes.samples import person


async def test_after_catching_up_nobody_is_as_they_were_before(subject: Subject) -> None:
    cache, keys = FactsCache(subject.directory, people=9, openings=2), [("demo", f"c-{n}") for n in range(3)]
    await subject.write(*(person(name) for _, name in keys))
    await cache.catch_up()
    whoever = dict.fromkeys(keys, 0)
    before = await cache.people(whoever, {})
    await subject.write(skilled("c-1", "rust", version=2), person("c-2", version=2, alive=False))
    assert [one.version for one in await cache.people(whoever, {})] == [1, 1, 1]
    await cache.catch_up()
    now = await cache.people(whoever, {})
    assert [(one.key, one.version) for one in now] == [(keys[0], 1), (keys[1], 2)]
    assert now[1].skills == frozenset({"rust"})
    if not isinstance(subject.directory, FakeDirectory):
        assert now[0] is before[0], "who was not written is not read again"


async def test_who_is_written_while_they_are_read_is_read_again(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, read = ("demo", "c-1"), subject.directory.people
    await subject.write(person("c-1"))

    async def read_and_written(keys: Sequence[CandidateKey]) -> list[CandidateFacts]:
        found = await read(keys)
        if found[0].version == 1:
            await subject.write(person("c-1", version=2))
            await cache.catch_up()
        return found

    monkeypatch.setattr(subject.directory, "people", read_and_written)
    cache = FactsCache(subject.directory, people=9, openings=2)
    await cache.catch_up()
    assert [one.version for one in await cache.people({key: 0}, {})] == [1]
    assert [one.version for one in await cache.people({key: 0}, {})] == [2]


async def test_of_two_that_catch_up_at_once_neither_passes_over_what_is_written_between(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, ask = ("demo", "c-1"), subject.directory.written
    await subject.write(person("c-1"))
    cache, wrote = FactsCache(subject.directory, people=9, openings=2), asyncio.Event()

    async def written_meanwhile(since: str | None) -> tuple[list[CandidateKey], str]:
        if others:
            await wrote.wait()
            return await ask(since)
        others.append(asyncio.create_task(cache.catch_up()))
        found = await ask(since)
        assert [one.version for one in await cache.people({key: 0}, {})] == [1]
        await subject.write(person("c-1", version=2))
        wrote.set()
        return found

    others: list[asyncio.Task[None]] = []
    monkeypatch.setattr(subject.directory, "written", written_meanwhile)
    await cache.catch_up()
    await others[0]
    assert [one.version for one in await cache.people({key: 0}, {})] == [2]
