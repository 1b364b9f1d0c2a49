"""One suite for every store of access keys."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from rematch_common.contracts import ACCESS_KEYS, AccessKey, Limits
from rematch_common.keys import mint
from rematch_ingest.adapters.postgres_access_keys import PostgresAccessKeys
from rematch_ingest.domain.keys import ToldUse, Use
from rematch_ingest.ports.keys import AccessKeys, TooMany
from tests.contract.telling import Told, told_by, told_in
from tests.fakes.samples import NOW
from tests.fakes.taking_in import FakeAccessKeys

HOUR = timedelta(hours=1)
BOTH = ["fake", pytest.param("postgres", marks=pytest.mark.stack)]


@pytest.fixture(params=BOTH)
async def keys(request: pytest.FixtureRequest) -> AsyncIterator[tuple[AccessKeys, Told]]:
    if request.param == "fake":
        fake = FakeAccessKeys()
        yield fake, told_by(fake.outbox, ACCESS_KEYS)
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        yield PostgresAccessKeys(database), told_in(database, ACCESS_KEYS)


def key(tenant: str = "demo", hours: int = 0) -> AccessKey:
    new = mint()
    made = NOW + hours * HOUR
    return AccessKey(
        key_id=new.key_id, tenant_id=tenant, name="feed", scopes=("admin",), sha256=new.sha256, created_at=made
    )


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


async def test_what_was_revoked_lately_is_known(keys: tuple[AccessKeys, Told]) -> None:
    store, _ = keys
    kept, early, late = key(), key(), key()
    for one in (kept, early, late):
        await store.add(one, "tenant")
    await store.revoke(early.key_id, NOW + HOUR)
    await store.revoke(late.key_id, NOW + 2 * HOUR)
    assert await store.revoked(NOW + 2 * HOUR) == [late.key_id]
    assert set(await store.revoked(NOW)) == {early.key_id, late.key_id}


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


async def test_what_others_tell_of_a_key_counts_once_however_often_it_comes(keys: tuple[AccessKeys, Told]) -> None:
    store, _ = keys
    made = key()
    await store.add(made, "tenant")

    def told(teller: str, number: int, requests: int, hours: int = 0, key_id: str = made.key_id) -> ToldUse:
        return ToldUse(key_id, teller, number, Use(requests, NOW + hours * HOUR))

    first, second = told("match/1", 1, 3, 5), told("match/1", 2, 4, 6)
    await store.take_told([first, second, told("notify/1", 1, 10, 2)])
    await store.take_told([first, second, told("match/1", 1, 3, key_id="0" * 12)])
    (known,) = await store.all(None)
    assert (known.requests, known.last_used_at) == (17, NOW + 6 * HOUR)
    await store.prune_told(NOW + 6 * HOUR)
    await store.take_told([second, told("match/1", 3, 1, 7)])
    (known,) = await store.all(None)
    assert (known.requests, known.last_used_at) == (18, NOW + 7 * HOUR)
