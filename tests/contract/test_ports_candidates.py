"""One suite for every store of candidates, and of the people that they are."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK, CandidateChanged
from rematch_common.contracts.examples_matches import CHANGED
from rematch_ingest.adapters.postgres_candidates import PostgresCandidates
from rematch_ingest.adapters.postgres_people import PostgresPeople
from rematch_ingest.adapters.sealed import Sealed
from rematch_ingest.domain.people import Change, Person, Personal, Private, Written
from rematch_ingest.domain.refusing import Unknown
from rematch_ingest.ports.candidates import Candidates
from rematch_ingest.ports.people import People, Wanted
from tests.contract.telling import Told, told_by, told_in
from tests.fakes.people import FakeCandidates
from tests.fakes.samples import NOW

HOUR = timedelta(hours=1)
NOTHING = Private()
BOTH = ["fake", pytest.param("postgres", marks=pytest.mark.stack)]


@dataclass(frozen=True)
class Subject:
    store: Candidates
    people: People
    fresh: Told
    bulk: Told


@pytest.fixture(params=BOTH)
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "fake":
        fake = FakeCandidates()
        yield Subject(
            fake, fake, told_by(fake.outbox, CANDIDATE_PROFILES), told_by(fake.outbox, CANDIDATE_PROFILES_BULK)
        )
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        sealing = Sealed([b"k" * 32])
        yield Subject(
            PostgresCandidates(database, sealing),
            PostgresPeople(database, sealing),
            told_in(database, CANDIDATE_PROFILES),
            told_in(database, CANDIDATE_PROFILES_BULK),
        )


def change(name: str = "c-1", *, tenant: str = "demo", private: Private = NOTHING, **fields: Any) -> Change:
    told = {"candidate_id": name, "tenant_id": tenant, "version": 1, "updated_at": None, **fields}
    written = Written(CHANGED[0].model_copy(update=told), private)
    return Change(name, lambda _: written)


async def test_a_candidate_is_told_when_it_is_new_or_changed_and_only_then(subject: Subject) -> None:
    given = [change(), change(), change(headline="Another"), change()]
    saved = [(await subject.store.change("demo", [one], NOW + place * HOUR))[0] for place, one in enumerate(given)]
    assert [one.version for one in saved] == [1, 1, 2, 3]
    assert [one.facts.updated_at for one in saved] == [NOW, NOW, NOW + 2 * HOUR, NOW + 3 * HOUR]
    events = await subject.fresh()
    assert [(name, version) for name, version, _ in events] == [("demo/c-1", 1), ("demo/c-1", 2), ("demo/c-1", 3)]
    told = [CandidateChanged.model_validate(event) for _, _, event in events]
    assert told == [saved[0].facts, saved[2].facts, saved[3].facts]
    assert [(r.version, r.changed) for r in await subject.people.revisions(("demo", "c-1"))] == [
        (1, ("added",)),
        (2, ("headline",)),
        (3, ("headline",)),
    ]


async def test_what_is_personal_counts_as_a_change_and_is_told_to_nobody(subject: Subject) -> None:
    moved = Private(Personal(first_name="Ada", address="1 Harbour Lane"), {"headline": "Ada, engineer"})
    await subject.store.change("demo", [change()], NOW)
    (saved,) = await subject.store.change("demo", [change(private=moved)], NOW + HOUR)
    assert (saved.version, saved.private) == (2, moved)
    assert await subject.people.one(("demo", "c-1")) == saved
    (again,) = await subject.store.change("demo", [change(private=moved)], NOW + 2 * HOUR)
    assert again == saved
    events = await subject.fresh()
    assert [version for _, version, _ in events] == [1, 2]
    assert not any(word in str(events) for word in ("Ada", "Harbour"))


async def test_what_is_saved_at_once_comes_back_in_order(subject: Subject) -> None:
    given = [change("c-2"), change("c-1"), change("c-2", headline="Another"), change("c-1")]
    saved = await subject.store.change("demo", given, NOW)
    assert [(one.facts.candidate_id, one.version) for one in saved] == [("c-2", 1), ("c-1", 1), ("c-2", 2), ("c-1", 1)]
    told = sorted((name, version) for name, version, _ in await subject.fresh())
    assert told == [("demo/c-1", 1), ("demo/c-2", 1), ("demo/c-2", 2)]
    assert await subject.store.change("demo", [], NOW) == []


async def test_a_change_that_is_refused_leaves_nothing_behind(subject: Subject) -> None:
    def refuse(known: Person | None) -> Written:
        raise Unknown

    with pytest.raises(Unknown):
        await subject.store.change("demo", [change(), Change("c-2", refuse)], NOW)
    assert await subject.people.some("demo", Wanted()) == []
    assert await subject.fresh() == []
    (saved,) = await subject.store.change("demo", [change()], NOW)
    assert saved.version == 1


async def test_whoever_decides_sees_what_is_there(subject: Subject) -> None:
    seen: list[Person | None] = []

    def look(known: Person | None) -> Written:
        seen.append(known)
        facts = known.facts if known else CHANGED[0].model_copy(update={"candidate_id": "c-1", "version": 1})
        return Written(facts.model_copy(update={"automated_matching": False}), Private())

    for at in (NOW, NOW + HOUR):
        (saved,) = await subject.store.change("demo", [Change("c-1", look)], at)
    assert seen == [None, saved]
    assert (saved.version, saved.withdrawn_at) == (1, NOW)


async def test_a_candidate_belongs_to_its_tenant(subject: Subject) -> None:
    await subject.store.change("demo", [change()], NOW)
    await subject.store.change("second", [change(tenant="second")], NOW)
    (again,) = await subject.store.change("second", [change(tenant="second", headline="Another")], NOW + HOUR)
    assert again.version == 2
    assert [name for name, version, _ in await subject.fresh() if version == 2] == ["second/c-1"]
    assert await subject.people.one(("demo", "c-2")) is None
    assert await subject.people.one(("third", "c-1")) is None


async def test_requests_that_save_the_same_people_at_once_lose_no_version(subject: Subject) -> None:
    names = [f"c-{n}" for n in range(5)]
    await asyncio.gather(
        *(
            subject.store.change("demo", [change(name, headline=str(place)) for name in order], NOW + place * HOUR)
            for place, order in enumerate([names, names[::-1], names, names[::-1]])
        )
    )
    events = await subject.fresh()
    for name in names:
        assert [version for told_of, version, _ in events if told_of == f"demo/{name}"] == [1, 2, 3, 4]


async def test_an_import_and_what_follows_it_soon_go_one_way(subject: Subject) -> None:
    """On another topic a later version could be read before an earlier one."""
    await subject.store.change("demo", [change("c-1"), change("c-2")], NOW, bulk=True)
    await subject.store.change("demo", [change("c-1", headline="Mended")], NOW + HOUR)
    await subject.store.change("demo", [change("c-3")], NOW + HOUR)
    told = [(name, version) for name, version, _ in await subject.bulk()]
    assert sorted(told) == [("demo/c-1", 1), ("demo/c-1", 2), ("demo/c-2", 1)]
    assert [name for name, _, _ in await subject.fresh()] == ["demo/c-3"]


async def test_people_are_listed_in_the_order_of_their_ids(subject: Subject) -> None:
    given = [change("b-1"), change("a-2", status="placed"), change("a-1")]
    await subject.store.change("demo", given, NOW)
    await subject.store.change("second", [change("a-9", tenant="second")], NOW)

    async def listed(wanted: Wanted) -> list[str]:
        return [person.facts.candidate_id for person in await subject.people.some("demo", wanted)]

    assert await listed(Wanted()) == ["a-1", "a-2", "b-1"]
    assert await listed(Wanted(limit=2)) == ["a-1", "a-2"]
    assert await listed(replace(Wanted(), after="a-2")) == ["b-1"]
    assert await listed(Wanted(status="placed")) == ["a-2"]
    assert await listed(Wanted(prefix="a-")) == ["a-1", "a-2"]
    assert await listed(Wanted(prefix="%")) == []


async def test_who_is_untouched_since(subject: Subject) -> None:
    await subject.store.change("demo", [change("old"), change("seen")], NOW)
    await subject.store.change("demo", [change("older")], NOW - HOUR)
    await subject.store.change("demo", [change("seen")], NOW + HOUR)
    assert await subject.people.untouched("demo", NOW + HOUR / 2, 10) == ["older", "old"]
    assert await subject.people.untouched("demo", NOW + HOUR / 2, 1) == ["older"]
    assert await subject.people.untouched("second", NOW + HOUR / 2, 10) == []
