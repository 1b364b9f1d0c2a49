"""What a change of a tenant's settings starts, and waits for, on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_devstack.waiting import until
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.handlers.own_words import PAGE, InOwnWords
from rematch_match.ports.ledger import Overtaken
from tests.contract.stores import NOBODY, outbox
from tests.contract.tenancies import PAIR, Tenancy
from tests.fakes.samples import NOW, gone, job, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
SNOW: dict[str, Any] = {"own_skills": [{"id": "snowpark", "aliases": ["Snow Park"]}]}


@pytest.fixture
async def tenancy(postgres: Postgres) -> AsyncIterator[Tenancy]:
    async with postgres.database("match") as found:
        yield Tenancy(found)


async def test_changes_of_own_skills_are_numbered_one_after_the_other(tenancy: Tenancy) -> None:
    await tenancy.choose(1, min_score=70.0)
    assert (await tenancy.prevailing.now()).reading == 0, "no skills of its own"
    await tenancy.choose(2, **SNOW)
    await asyncio.gather(*(tenancy.choose(1, f"t-{n}", **SNOW) for n in range(5)))
    under = await tenancy.prevailing.now()
    assert sorted(under.readings.values()) == [1, 2, 3, 4, 5, 6]
    assert (under.readings["demo"], under.reading) == (1, 6)
    await tenancy.choose(3, min_score=60.0, **SNOW)
    assert (await tenancy.prevailing.now()).readings == under.readings
    await tenancy.leave()
    assert (await tenancy.prevailing.now()).readings["demo"] == 7


async def test_what_is_stored_is_read_anew_and_again_when_the_words_are_gone(tenancy: Tenancy) -> None:
    told = frozenset({"snow-park"})
    said = set(told)
    await tenancy.write(
        job(1, text="Snow Park is required."),
        job(2, text="Nothing of that."),
        gone(3, version=1),
        person(skills=told),
        person(tenant="other", skills=told),
    )
    assert await tenancy.pages() == 0
    await tenancy.choose(1, **SNOW)
    assert (await tenancy.asked(), await tenancy.has()) == (set(), said)
    assert await tenancy.pages() == 2, "a page of openings, one of people"
    assert (await tenancy.asked(), await tenancy.asked(2), await tenancy.has()) == ({"snowpark"}, set(), {"snowpark"})
    assert await tenancy.has("other") == said
    await tenancy.write(job(4, text="Snow Park"), person("c-2", skills=told))
    assert (await tenancy.asked(4), await tenancy.has("demo", "c-2")) == ({"snowpark"}, {"snowpark"})
    assert await tenancy.pages() == 0, "who arrives later is read on arrival"
    await tenancy.leave()
    assert await tenancy.pages() == 2
    assert (await tenancy.asked(), await tenancy.has(), await tenancy.has("demo", "c-2")) == (set(), said, said)


async def test_a_crash_loses_no_more_than_a_page(tenancy: Tenancy, postgres: Postgres) -> None:
    await tenancy.write(*(job(n, text="Snow Park") for n in range(2 * PAGE + 1)))
    await tenancy.choose(1, **SNOW)
    assert await tenancy.read_anew()
    async with postgres.opened("match") as other:
        assert await Tenancy(other).pages() == 2, "where the first has stopped"


async def test_what_changes_while_it_is_read_keeps_its_newest_words(tenancy: Tenancy) -> None:
    await tenancy.write(job(text="Snow Park"), person(skills=frozenset({"snow-park"})))
    await tenancy.choose(1, **SNOW)
    under = await tenancy.prevailing.now()
    jobs = await tenancy.unread.some(under, PAGE)
    await tenancy.write(job(version=2, text="Nothing of that."))
    await tenancy.unread.keep(InOwnWords()(jobs, under))
    people = await tenancy.unread.some(under, PAGE)
    await tenancy.write(person(version=2, skills=frozenset({"sql"})))
    await tenancy.unread.keep(InOwnWords()(people, under))
    assert (await tenancy.asked(), await tenancy.has()) == (set(), {"sql"})


async def test_a_pair_that_was_scored_before_its_sides_were_read_anew_is_scored_again(tenancy: Tenancy) -> None:
    await tenancy.write(job(required=frozenset(), preferred=frozenset(), text="Snow Park is required."), person())
    await tenancy.choose(1, **SNOW)
    under = await tenancy.prevailing.now()
    (opening,), (somebody,) = await tenancy.directory.openings([PAIR[1]]), await tenancy.directory.people([PAIR[0]])
    scorer = Scorer(under.rarity, under.terms, NOW)
    before = Scored.of(opening, somebody, scorer.score(Pairs.of([(opening, somebody)])).one(0))
    await tenancy.write(person(version=2, skills=frozenset({"snow-park"})))
    await tenancy.pages()
    assert await tenancy.store.settle([before], NOBODY, Occasion(NOW, scorer)) == 1, "they share a skill now"


async def test_nobody_settles_on_terms_that_are_not_in_force_any_more(tenancy: Tenancy) -> None:
    await tenancy.write(job(), person())
    before = await tenancy.prevailing.now()
    await tenancy.choose(1, min_score=99.9)
    with pytest.raises(Overtaken) as overtaken:
        await tenancy.settle(before)
    assert isinstance(overtaken.value, DependencyAway), "the loop does the batch again"
    assert await outbox(tenancy.database) == []
    assert await tenancy.settle(await tenancy.prevailing.now()) == 0
    await tenancy.leave()
    assert await tenancy.settle(await tenancy.prevailing.now()) == 1


@pytest.mark.parametrize("chosen", [False, True])
async def test_a_change_waits_for_whoever_settles_and_puts_people_into_the_backlog_then(
    tenancy: Tenancy, postgres: Postgres, chosen: bool
) -> None:
    """Also where the tenant has no settings yet: there is no row that could be locked."""
    await tenancy.write(job(), person())
    if chosen:
        await tenancy.choose(1, name="Demo")
    before = await tenancy.prevailing.now()
    async with postgres.opened("match") as other:
        async with other.transaction(["demo"]) as writer:
            await writer.execute("SELECT FROM candidates WHERE candidate_id = 'c-1' FOR UPDATE")
            settling = asyncio.create_task(tenancy.settle(before))
            await _until_waiting(other, 1)
            choosing = asyncio.create_task(tenancy.choose(2, min_score=99.9))
            await _until_waiting(other, 2)
            assert (await tenancy.waiting(), choosing.done()) == (0, False)
        assert await settling == 1
        await choosing
    assert await tenancy.waiting() == 1, "whoever is matched again finds what was settled"
    assert await tenancy.settle(await tenancy.prevailing.now()) == 1, "it is withdrawn"


async def _until_waiting(database: Database, count: int) -> None:
    async def waiting() -> bool:
        async with database.transaction() as connection:
            found = await connection.fetchval("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return bool(found == count)

    async with asyncio.timeout(10):
        await until(waiting)
