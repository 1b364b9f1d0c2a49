"""One suite for every store of openings."""

import asyncio
import random
from datetime import timedelta

import pytest

from rematch_common.contracts import DEDUPED_JOBS, INGEST_OUTCOMES, MAX_ADS
from rematch_dedup.domain.decision import ad_key, decide
from rematch_dedup.domain.openings import MOST_WEIGHED
from rematch_dedup.domain.types import Decision, Sighting
from tests.contract.openings_subjects import (
    HOUR,
    RULES,
    STORES,
    Subject,
    any_posting,
    changed,
    in_memory,
    job,
    opened,
    records,
)
from tests.fakes.samples import NOW, sighting

JOBS = DEDUPED_JOBS.name
A, B, OTHER = job(1), job(1, source="indeed"), job(2)
KEY_A, KEY_OTHER = ad_key(A), ad_key(OTHER)
subject = pytest.fixture(params=STORES)(opened)


async def decided(subject: Subject, *seen: Sighting) -> list[Decision]:
    """Decide about these in one session, and store it."""
    async with subject.openings.session() as session:
        known = await session.known(seen)
        decisions = [decide(one, known, RULES) for one in seen]
        await session.save(decisions, [])
    return decisions


async def test_what_is_stored_is_known_to_the_next_session(subject: Subject) -> None:
    first, other = await decided(subject, sighting(A), sighting(OTHER, offset=1))
    async with subject.openings.session() as session:
        known = await session.known([sighting(B, offset=2)])
        assert known.members(first.ad.job_id) == (first.ad,)
        assert known.openings[first.ad.job_id] == first.changes[0].opening
        assert KEY_A in {ad.key for ad in known.candidates(sighting(B))}
        around = await session.around([KEY_OTHER])
        assert (around.ads[KEY_OTHER], around.openings[other.ad.job_id]) == (other.ad, other.changes[0].opening)


async def test_an_ad_is_found_by_every_text_it_had(subject: Subject) -> None:
    await subject.feed(records(A, changed(job(5), external_id="p-1")), 1)
    seen = records(changed(A, external_id="again"), changed(job(5), external_id="anew"), first=2)
    await subject.feed(seen)
    assert {ad.key[1] for ad in (await subject.told(KEY_A)).ads} >= {"p-1", "anew"}
    async with subject.openings.session() as session:
        known = await session.known([sighting(changed(A, external_id="third"), offset=4)])
        assert KEY_A in {ad.key for ad in known.candidates(sighting(changed(A, external_id="third")))}


async def test_what_was_decided_is_told_apart(subject: Subject) -> None:
    done, fresh = sighting(A), sighting(A, offset=1)
    await decided(subject, done)
    async with subject.openings.session() as session:
        assert await session.decided([done, fresh]) == {done.raw_id}
        assert await session.decided([]) == frozenset()


async def test_a_session_that_fails_stores_nothing(subject: Subject) -> None:
    with pytest.raises(KeyError):
        async with subject.openings.session() as session:
            await session.save([decide(sighting(A), await session.known([sighting(A)]), RULES)], [])
            raise KeyError("bug")
    assert await subject.catalogue.opening_of(KEY_A) is None
    async with subject.openings.session() as session:
        assert await session.decided([sighting(A)]) == frozenset()


async def test_nobody_else_decides_meanwhile(subject: Subject) -> None:
    inside, leave = asyncio.Event(), asyncio.Event()
    order: list[str] = []

    async def first() -> None:
        async with subject.openings.session() as session:
            inside.set()
            await leave.wait()
            await session.save([decide(sighting(A), await session.known([sighting(A)]), RULES)], [])
            order.append("first")

    async def second() -> None:
        await inside.wait()
        async with subject.openings.session() as session:
            order.append("second")
            assert KEY_A in (await session.known([sighting(B, offset=1)])).ads

    tasks = asyncio.gather(first(), second())
    await inside.wait()
    asyncio.get_running_loop().call_later(0.1, leave.set)
    await tasks
    assert order == ["first", "second"]


async def test_two_halves_of_a_pair_at_the_same_instant_are_one_opening(subject: Subject) -> None:
    for number in range(100):
        one = changed(A, external_id=f"one-{number}", company=f"Maker {number}", title=f"Planner of line {number}")
        other = changed(one, source="indeed")
        await asyncio.gather(
            subject.handle(records(one, first=2 * number)), subject.handle(records(other, first=2 * number + 1))
        )
        assert len((await subject.told(ad_key(one))).ads) == 2
    assert {event["version"] for event in await subject.outbox(JOBS)} == {1}


async def told_alike(subject: Subject, whole: Subject) -> None:
    assert await subject.outbox(JOBS) == await whole.outbox(JOBS)
    assert await subject.outbox(INGEST_OUTCOMES.name) == await whole.outbox(INGEST_OUTCOMES.name)
    assert await subject.catalogue.outcomes() == await whole.catalogue.outcomes()


STORY = [
    A,
    changed(OTHER, salary_min=50_000, salary_currency="EUR", salary_period="year"),
    B,
    changed(A, description=job(3).description),
    changed(OTHER, closed=True),
    changed(OTHER, source="indeed"),
    changed(B, closed=True),
    changed(job(3), title=A.title, company=A.company, source="agency"),
    changed(A, description=job(7).description, scraped_at=NOW - HOUR),
    changed(A, source="board", description=job(1).description + "\n" + job(3).description),
    changed(OTHER, filled=True),
    changed(A, filled=True),
    job(12),
    job(2, location="Hamburg, Germany", source="indeed"),
]


@pytest.mark.parametrize("cuts", [(), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), (5, 9), (3,), (12,)])
async def test_a_story_is_told_alike_however_it_falls_into_batches_and_is_replayed(
    subject: Subject, cuts: tuple[int, ...]
) -> None:
    story, whole = records(*STORY), in_memory()
    await whole.feed(story)
    await subject.feed(story, *cuts)
    await subject.feed(story, *cuts)
    await told_alike(subject, whole)
    for key in {ad_key(raw) for raw in STORY}:
        assert await subject.told(key) == await whole.told(key)


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_story_it_is_and_wherever_it_is_cut_nothing_was_left_unread(subject: Subject, seed: int) -> None:
    """The other side knows everything at every decision; an adapter reads what it takes to be enough."""
    draw = random.Random(seed)
    seen = [any_posting(draw, number) for number in range(40)]
    whole = in_memory()
    await whole.feed(records(*seen))
    await subject.feed(records(*seen), *(draw.randrange(40) for _ in range(draw.randrange(8))))
    await told_alike(subject, whole)
    for key in {ad_key(raw) for raw in seen}:
        assert await subject.told(key) == await whole.told(key)


@pytest.mark.parametrize("part", [1, 2, 5, 40])
async def test_a_batch_is_decided_alike_in_however_many_parts(subject: Subject, part: int) -> None:
    draw = random.Random(part)
    seen, whole = records(*(any_posting(draw, number) for number in range(40))), in_memory()
    await whole.handle(seen, len(seen))
    await subject.handle(seen, part)
    await subject.handle(seen, part)
    await told_alike(subject, whole)


async def test_two_workers_on_ads_of_one_opening_lose_no_version(subject: Subject) -> None:
    await subject.feed(records(A, B))
    await asyncio.gather(
        subject.handle(records(changed(A, closed=True), first=2)),
        subject.handle(records(changed(B, closed=True), first=3)),
    )
    assert [event["version"] for event in await subject.outbox(JOBS)] == [1, 2]
    assert not (await subject.told(KEY_A)).opening.open


async def test_of_an_opening_with_many_ads_none_is_forgotten(subject: Subject) -> None:
    """More than are weighed: it stays open while any of them is, names the newest, and takes all along in a merge."""
    number = MOST_WEIGHED + MAX_ADS + 10
    many = [changed(A, external_id=f"m-{n}", scraped_at=NOW - timedelta(minutes=n)) for n in range(number)]
    await subject.feed(records(*many), 30)
    # Neither among the best, who are the eldest here, nor among the newest.
    last = 5
    gone = [changed(raw, closed=True, scraped_at=NOW) for raw in many[:last] + many[last + 1 :]]
    await subject.feed(records(*gone, first=100), 40)
    found = await subject.told(ad_key(many[0]))
    assert (found.opening.open, found.opening.version) == (True, 1)
    await subject.handle(records(changed(many[last], closed=True, scraped_at=NOW), first=300))
    assert [event["version"] for event in await subject.outbox(JOBS)] == [1, 2]
