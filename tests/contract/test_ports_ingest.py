"""One suite for every store of candidates, and one for every store of access keys."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeAlias

import orjson
import pytest

from rematch_common.contracts import ACCESS_KEYS, CANDIDATE_PROFILES, AccessKey, CandidateChanged, Limits
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.database import Database
from rematch_common.keys import mint
from rematch_ingest.adapters.postgres_access_keys import PostgresAccessKeys
from rematch_ingest.adapters.postgres_candidates import PostgresCandidates
from rematch_ingest.domain.keys import Use
from rematch_ingest.ports.candidates import Candidates
from rematch_ingest.ports.keys import AccessKeys, TooMany
from tests.fakes.outbox import FakeOutbox
from tests.fakes.samples import NOW
from tests.fakes.taking_in import FakeAccessKeys, FakeCandidates

Events: TypeAlias = "list[tuple[str, int, dict[str, Any]]]"
Told = Callable[[], Awaitable[Events]]
HOUR = timedelta(hours=1)
BOTH = ["fake", pytest.param("postgres", marks=pytest.mark.stack)]


def told_by(fake: FakeOutbox) -> Told:
    async def told() -> Events:
        return [(entry.key, entry.version, orjson.loads(entry.outgoing.value or b"")) for entry in fake.entries]

    return told


def told_in(database: Database, topic: str) -> Told:
    async def told() -> Events:
        async with database.transaction() as connection:
            rows = await connection.fetch("SELECT key, version, value FROM outbox WHERE topic = $1 ORDER BY seq", topic)
        return [(row["key"], row["version"], orjson.loads(row["value"])) for row in rows]

    return told


@pytest.fixture(params=BOTH)
async def people(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Candidates, Told]]:
    if request.param == "fake":
        fake = FakeCandidates()
        yield fake, told_by(fake.outbox)
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        yield PostgresCandidates(database), told_in(database, CANDIDATE_PROFILES.name)


@pytest.fixture(params=BOTH)
async def keys(request: pytest.FixtureRequest) -> AsyncIterator[tuple[AccessKeys, Told]]:
    if request.param == "fake":
        fake = FakeAccessKeys()
        yield fake, told_by(fake.outbox)
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        yield PostgresAccessKeys(database), told_in(database, ACCESS_KEYS.name)


def candidate(name: str = "c-1", **fields: Any) -> CandidateChanged:
    return CHANGED[0].model_copy(update={"candidate_id": name, "version": 1, "updated_at": None, **fields})


def key(tenant: str = "demo", hours: int = 0) -> AccessKey:
    new = mint()
    made = NOW + hours * HOUR
    return AccessKey(
        key_id=new.key_id, tenant_id=tenant, name="feed", scopes=("admin",), sha256=new.sha256, created_at=made
    )


async def test_a_candidate_is_told_when_it_is_new_or_changed_and_only_then(people: tuple[Candidates, Told]) -> None:
    store, told = people
    given = [candidate(), candidate(), candidate(headline="Another"), candidate()]
    saved = [(await store.save([one], NOW + place * HOUR))[0] for place, one in enumerate(given)]
    assert [one.version for one in saved] == [1, 1, 2, 3]
    assert [one.updated_at for one in saved] == [NOW, NOW, NOW + 2 * HOUR, NOW + 3 * HOUR]
    events = await told()
    assert [(name, version) for name, version, _ in events] == [("demo/c-1", 1), ("demo/c-1", 2), ("demo/c-1", 3)]
    assert [CandidateChanged.model_validate(event) for _, _, event in events] == [saved[0], saved[2], saved[3]]


async def test_what_is_saved_at_once_comes_back_in_order(people: tuple[Candidates, Told]) -> None:
    store, told = people
    given = [candidate("c-2"), candidate("c-1"), candidate("c-2", headline="Another"), candidate("c-1")]
    saved = await store.save(given, NOW)
    assert [(one.candidate_id, one.version) for one in saved] == [("c-2", 1), ("c-1", 1), ("c-2", 2), ("c-1", 1)]
    assert sorted((name, version) for name, version, _ in await told()) == [
        ("demo/c-1", 1),
        ("demo/c-2", 1),
        ("demo/c-2", 2),
    ]
    assert await store.save([], NOW) == []


async def test_a_candidate_belongs_to_its_tenant(people: tuple[Candidates, Told]) -> None:
    store, told = people
    await store.save([candidate(), candidate(tenant_id="second")], NOW)
    (again,) = await store.save([candidate(tenant_id="second", headline="Another")], NOW + HOUR)
    assert again.version == 2
    assert [name for name, version, _ in await told() if version == 2] == ["second/c-1"]


async def test_requests_that_save_the_same_people_at_once_lose_no_version(people: tuple[Candidates, Told]) -> None:
    store, told = people
    names = [f"c-{n}" for n in range(5)]
    await asyncio.gather(
        *(
            store.save([candidate(name, headline=str(place)) for name in order], NOW + place * HOUR)
            for place, order in enumerate([names, names[::-1], names, names[::-1]])
        )
    )
    events = await told()
    for name in names:
        assert [version for told_of, version, _ in events if told_of == f"demo/{name}"] == [1, 2, 3, 4]


async def test_a_key_is_told_when_it_is_made_and_when_it_is_revoked(keys: tuple[AccessKeys, Told]) -> None:
    store, told = keys
    made = key()
    await store.add(made, "tenant")
    revoked = await store.revoke(made.key_id, NOW + HOUR)
    assert revoked == made.model_copy(update={"revoked_at": NOW + HOUR})
    assert await store.revoke(made.key_id, NOW + 2 * HOUR) == revoked
    events = await told()
    assert [(name, version) for name, version, _ in events] == [(made.key_id, 1), (made.key_id, 2)]
    assert [AccessKey.model_validate(event) for _, _, event in events] == [made, revoked]


async def test_there_is_no_key_of_another_name(keys: tuple[AccessKeys, Told]) -> None:
    store, told = keys
    assert await store.revoke("0" * 12, NOW) is None
    assert await told() == []


async def test_keys_are_listed_oldest_first_for_one_tenant_or_all(keys: tuple[AccessKeys, Told]) -> None:
    store, _ = keys
    young, old, other = key(hours=2), key(hours=0), key("second", hours=1)
    for one in (young, old, other):
        await store.add(one, "tenant")
    assert [known.key for known in await store.all("demo")] == [old, young]
    assert [known.key for known in await store.all(None)] == [old, other, young]
    assert await store.all("nobody") == []


async def test_a_key_keeps_its_kind_limit_and_end(keys: tuple[AccessKeys, Told]) -> None:
    store, told = keys
    limited = key().model_copy(update={"limits": Limits(requests_per_minute=7), "expires_at": NOW + HOUR})
    await store.add(limited, "scraper")
    await store.add(key("second"), "tenant")
    (known,) = await store.all(None, "scraper")
    assert (known.key, known.kind, known.requests, known.last_used_at) == (limited, "scraper", 0, None)
    assert (known.active(NOW), known.active(NOW + HOUR)) == (True, False)
    assert AccessKey.model_validate((await told())[0][2]) == limited


async def test_another_tenant_s_key_or_one_of_another_kind_is_none(keys: tuple[AccessKeys, Told]) -> None:
    store, told = keys
    made = key()
    await store.add(made, "tenant")
    assert await store.revoke(made.key_id, NOW, "second") is None
    assert await store.revoke(made.key_id, NOW, kind="scraper") is None
    assert len(await told()) == 1
    assert await store.revoke(made.key_id, NOW, "demo", "tenant") is not None


async def test_a_tenant_has_no_more_keys_in_force_than_it_may(keys: tuple[AccessKeys, Told]) -> None:
    store, _ = keys
    first = key()
    await store.add(first, "tenant", 2)
    both = await asyncio.gather(*(store.add(key(), "tenant", 2) for _ in range(2)), return_exceptions=True)
    assert sorted(type(end).__name__ for end in both) == ["NoneType", "TooMany"]
    with pytest.raises(TooMany):
        await store.add(key(), "tenant", 2)
    await store.add(key("second"), "tenant", 2)
    await store.revoke(first.key_id, NOW)
    await store.add(key(), "tenant", 2)


async def test_uses_are_added_up(keys: tuple[AccessKeys, Told]) -> None:
    store, told = keys
    made, other = key(), key()
    for one in (made, other):
        await store.add(one, "tenant")
    await store.note_uses({made.key_id: Use(3, NOW + HOUR), "unknown": Use(1, NOW)})
    await store.note_uses({made.key_id: Use(4, NOW)})
    noted = {known.key.key_id: (known.requests, known.last_used_at) for known in await store.all(None)}
    assert noted == {made.key_id: (7, NOW + HOUR), other.key_id: (0, None)}
    assert len(await told()) == 2
