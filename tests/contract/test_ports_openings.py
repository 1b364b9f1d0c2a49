"""One suite for every store of openings."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from rematch_common.consume import Received
from rematch_common.contracts import DEDUPED_JOBS, RAW_JOBS, RawJob
from rematch_common.database import Database
from rematch_dedup.adapters.postgres_openings import PostgresOpenings
from rematch_dedup.domain.decision import Decision, Known, Sighting, decide
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.ports import Openings
from tests.fakes.openings import FakeOpenings
from tests.fakes.samples import NOW, posting, received, sighting

Told = list[tuple[str, int]]


@dataclass(frozen=True)
class Subject:
    """A store, and what is in its outbox of deduped-jobs: key and version, in order."""

    openings: Openings
    told: Callable[[], Awaitable[Told]]


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "fake":
        fake = FakeOpenings()

        async def told() -> Told:
            return [(entry.key, entry.version) for entry in fake.outbox.of(DEDUPED_JOBS.name)]

        yield Subject(fake, told)
        return
    async with request.getfixturevalue("postgres").database("dedup") as database:
        yield Subject(PostgresOpenings(database), lambda: outbox(database))


async def outbox(database: Database) -> Told:
    async with database.transaction() as connection:
        rows = await connection.fetch(
            "SELECT key, version FROM outbox WHERE topic = $1 ORDER BY seq", DEDUPED_JOBS.name
        )
    return [(row["key"], row["version"]) for row in rows]


async def decided(openings: Openings, *seen: Sighting) -> list[Decision]:
    """Decide about these in one session, and store it."""
    async with openings.session(seen) as session:
        known = await session.known(seen)
        decisions = []
        for one in seen:
            decisions.append(decide(one, known))
            known = known.after(decisions[-1])
        await session.save(decisions, [])
    return decisions


async def known(openings: Openings, *seen: Sighting) -> Known:
    async with openings.session(seen) as session:
        return await session.known(seen)


def records(*seen: RawJob, first: int = 0) -> list[Received]:
    return [received(RAW_JOBS, raw.key, raw, offset) for offset, raw in enumerate(seen, first)]


A, B = posting(1), posting(1, source="indeed")


async def test_what_is_stored_is_known_to_the_next_session(subject: Subject) -> None:
    first, second = await decided(subject.openings, sighting(A), sighting(posting(2), offset=1))
    found = await known(subject.openings, sighting(A), sighting(posting(3)))
    assert found.ads == {first.ad.key: first.ad}
    assert found.openings == {first.opening.job_id: first.opening}
    assert found.texts == {first.opening.facts.text_hash: first.opening.job_id}
    assert found.open_ads == {first.opening.job_id: {first.ad.key}}
    assert second.opening.job_id not in found.openings


async def test_an_opening_is_known_by_its_text_and_by_every_text_it_had(subject: Subject) -> None:
    now_dbt = posting(1, description="dbt.")
    (first, *_) = await decided(subject.openings, sighting(A), sighting(now_dbt, NOW + timedelta(hours=1), 1))
    for text in (B, posting(1, source="indeed", description="dbt.")):
        found = await known(subject.openings, sighting(text))
        assert set(found.texts.values()) == {first.opening.job_id}
        assert found.openings[first.opening.job_id].version == 2


async def test_what_was_decided_is_told_apart(subject: Subject) -> None:
    done, fresh = sighting(A), sighting(A, offset=1)
    await decided(subject.openings, done)
    async with subject.openings.session([done, fresh]) as session:
        assert await session.decided([done, fresh]) == {done.raw_id}
        assert await session.decided([]) == frozenset()


async def test_ads_come_newest_first(subject: Subject) -> None:
    seen = [sighting(posting(1, external_id=f"a-{n}"), NOW + timedelta(hours=n), n) for n in (2, 0, 1)]
    (first, *_) = await decided(subject.openings, *seen)
    job_id = first.opening.job_id
    async with subject.openings.session(seen) as session:
        ads = await session.ads_of([job_id])
        assert await session.ads_of([]) == {}
    assert [ad.key[1] for ad in ads[job_id]] == ["a-2", "a-1", "a-0"]


async def test_a_session_that_fails_stores_nothing(subject: Subject) -> None:
    with pytest.raises(KeyError):
        async with subject.openings.session([sighting(A)]) as session:
            await session.save([decide(sighting(A), Known({}, {}, {}, {}))], [])
            raise KeyError("bug")
    assert (await known(subject.openings, sighting(A))).ads == {}
    async with subject.openings.session([sighting(A)]) as session:
        assert await session.decided([sighting(A)]) == frozenset()


async def test_nobody_else_decides_about_the_same_ad_meanwhile(subject: Subject) -> None:
    inside, leave = asyncio.Event(), asyncio.Event()
    order: list[str] = []

    async def first() -> None:
        async with subject.openings.session([sighting(A)]) as session:
            inside.set()
            await leave.wait()
            await session.save([decide(sighting(A), await session.known([sighting(A)]))], [])
            order.append("first")

    async def second() -> None:
        await inside.wait()
        async with subject.openings.session([sighting(B, offset=1)]) as session:
            order.append("second")
            assert (await session.known([sighting(B, offset=1)])).texts, "the same text is the same opening"

    tasks = asyncio.gather(first(), second())
    await inside.wait()
    asyncio.get_running_loop().call_later(0.1, leave.set)
    await tasks
    assert order == ["first", "second"]


STORY: list[RawJob] = [
    A,
    posting(2, salary_min=50_000, salary_period="year", location="Kiel", skills=["SQL"]),
    B,
    posting(1, description="dbt."),
    posting(2, closed=True),
    posting(1, source="indeed", closed=True),
    posting(2),
    posting(1, filled=True),
]


@pytest.mark.parametrize("size", [1, 3, len(STORY)])
async def test_a_story_is_told_alike_however_it_falls_into_batches_and_is_replayed(subject: Subject, size: int) -> None:
    deduplicate = Deduplicate(subject.openings, lambda: NOW)
    for _ in range(2):
        for begin in range(0, len(STORY), size):
            await deduplicate(records(*STORY[begin : begin + size], first=begin))
    fake = FakeOpenings()
    await Deduplicate(fake, lambda: NOW)(records(*STORY))
    expected = [(entry.key, entry.version) for entry in fake.outbox.of(DEDUPED_JOBS.name)]
    assert await subject.told() == expected
    found = await known(subject.openings, *(sighting(raw) for raw in STORY))
    assert found.openings == fake.openings
    assert found.ads == fake.ads


async def test_two_workers_on_ads_of_one_opening_lose_no_version(subject: Subject) -> None:
    deduplicate = Deduplicate(subject.openings, lambda: NOW)
    await deduplicate(records(A, B))

    def closing(raw: RawJob, offset: int, **fields: Any) -> list[Received]:
        return records(RawJob.model_validate({**raw.model_dump(exclude_unset=True), **fields}), first=offset)

    await asyncio.gather(deduplicate(closing(A, 2, closed=True)), deduplicate(closing(B, 3, closed=True)))
    job_id = str(next(iter((await known(subject.openings, sighting(A))).openings)))
    assert await subject.told() == [(job_id, 1), (job_id, 2)]
    found = await known(subject.openings, sighting(A))
    assert [opening.open for opening in found.openings.values()] == [False]
