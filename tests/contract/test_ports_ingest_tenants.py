"""One suite for every store of tenants."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import ACCESS_KEYS, TENANTS, TenantSettings
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.database import Database
from rematch_ingest.adapters.postgres_access_keys import PostgresAccessKeys
from rematch_ingest.adapters.postgres_tenants import PostgresTenants
from rematch_ingest.domain.tenants import Rules, Tenant, chosen, new_tenant
from rematch_ingest.ports.keys import AccessKeys
from rematch_ingest.ports.tenants import Change, Exists, HasPeople, Tenants, TopicTaken
from tests.contract.saving import saved
from tests.contract.test_ports_ingest import key
from tests.fakes.samples import NOW
from tests.fakes.taking_in import FakeAccessKeys
from tests.fakes.tenants import FakeTenants

HOUR = timedelta(hours=1)


@dataclass
class Subject:
    """A store of tenants, the keys beside it, and a way to look."""

    tenants: Tenants
    keys: AccessKeys
    database: Database | None = None

    async def told(self, topic: str) -> list[tuple[str, int, Any]]:
        """What is in the outbox: key, version and value."""
        if self.database is None:
            store = self.tenants if topic == TENANTS.name else self.keys
            assert isinstance(store, FakeTenants | FakeAccessKeys)
            return [(one.key, one.version, one.outgoing.value) for one in store.outbox.of(topic)]
        async with self.database.transaction() as connection:
            rows = await connection.fetch("SELECT key, version, value FROM outbox WHERE topic = $1 ORDER BY seq", topic)
        return [(row["key"], row["version"], row["value"]) for row in rows]

    async def with_people(self, tenant_id: str) -> None:
        if self.database is None:
            assert isinstance(self.tenants, FakeTenants)
            self.tenants.peopled.add(tenant_id)
        else:
            await saved(self.database, [CHANGED[0].model_copy(update={"tenant_id": tenant_id})], NOW)

    async def without_people(self, tenant_id: str) -> None:
        """What is left of them is that they were."""
        if self.database is None:
            assert isinstance(self.tenants, FakeTenants)
            self.tenants.peopled.discard(tenant_id)
        else:
            async with self.database.transaction([tenant_id]) as connection:
                await connection.execute("UPDATE candidates SET erased_at = now()")


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "fake":
        keys = FakeAccessKeys()
        yield Subject(FakeTenants(keys), keys)
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        yield Subject(PostgresTenants(database), PostgresAccessKeys(database), database)


def to(**choices: object) -> Change:
    return lambda known: chosen(choices, known, admin=True)


async def test_a_tenant_is_told_as_it_was_made(subject: Subject) -> None:
    given = chosen({"min_score": 60, "retention_days": 90}, new_tenant("acme", NOW), admin=True)
    made = await subject.tenants.add(given)
    assert made == replace(given, settings=given.settings.model_copy(update={"version": 1, "updated_at": NOW}))
    assert await subject.tenants.one("acme") == made
    with pytest.raises(Exists):
        await subject.tenants.add(given)
    ((name, version, value),) = await subject.told(TENANTS.name)
    assert (name, version) == ("acme", 1)
    assert TenantSettings.model_validate_json(value) == made.settings
    assert b"retention" not in value, "that is nobody else's news"


async def test_a_change_has_the_next_version_and_none_has_none(subject: Subject) -> None:
    await subject.tenants.add(new_tenant("acme", NOW))
    for score, version in ((50, 2), (50, 2), (None, 3)):
        changed = await subject.tenants.change("acme", to(min_score=score), NOW + HOUR)
        assert changed is not None
        assert changed.settings.version == version
        assert await subject.tenants.one("acme") == changed
    assert [version for _, version, _ in await subject.told(TENANTS.name)] == [1, 2, 3]


async def test_what_ingest_alone_needs_to_know_is_stored_and_not_told(subject: Subject) -> None:
    await subject.tenants.add(new_tenant("acme", NOW))
    await subject.tenants.change("acme", to(retention_days=30, ready_without_approval=True), NOW + HOUR)
    assert await subject.tenants.rules("acme") == Rules(30, True)
    assert await subject.tenants.rules("nobody") == Rules()
    assert len(await subject.told(TENANTS.name)) == 1


async def test_one_that_is_not_there_is_changed_only_if_it_is_to_be_made(subject: Subject) -> None:
    assert await subject.tenants.change("acme", to(min_score=1), NOW) is None
    made = await subject.tenants.change("acme", to(min_score=1), NOW, make=True)
    assert made is not None
    assert (made.settings.version, made.settings.min_score, made.created_at) == (1, 1, NOW)


async def test_changes_at_once_lose_nothing(subject: Subject) -> None:
    def one_more(known: Tenant) -> Tenant:
        return chosen({"min_score": (known.settings.min_score or 0) + 1}, known, admin=True)

    await asyncio.gather(*(subject.tenants.change("acme", one_more, NOW, make=True) for _ in range(8)))
    found = await subject.tenants.one("acme")
    assert found is not None
    assert (found.settings.version, found.settings.min_score) == (8, 8)
    assert [version for _, version, _ in await subject.told(TENANTS.name)] == list(range(1, 9))


async def test_a_tenant_that_goes_takes_its_keys_with_it_and_leaves_its_number(subject: Subject) -> None:
    mine, other = key("acme"), key("second")
    for one in (mine, other):
        await subject.keys.add(one, "tenant")
    await subject.tenants.add(new_tenant("acme", NOW))
    assert await subject.tenants.delete("acme", NOW + HOUR)
    assert not await subject.tenants.delete("acme", NOW + HOUR)
    assert await subject.tenants.one("acme") is None
    assert await subject.tenants.rules("acme") == Rules()
    assert [known.key.revoked_at for known in await subject.keys.all("acme")] == [NOW + HOUR]
    assert [known.key for known in await subject.keys.all("second")] == [other]
    assert [(name, version) for name, version, _ in await subject.told(ACCESS_KEYS.name)][-1] == (mine.key_id, 2)
    again = await subject.tenants.add(new_tenant("acme", NOW + 2 * HOUR))
    assert (again.settings.version, again.created_at) == (3, NOW + 2 * HOUR)
    told = await subject.told(TENANTS.name)
    assert [(version, value is None) for _, version, value in told] == [(1, False), (2, True), (3, False)]


async def test_a_tenant_with_candidates_stays(subject: Subject) -> None:
    await subject.tenants.add(new_tenant("acme", NOW))
    await subject.with_people("acme")
    mine = key("acme")
    await subject.keys.add(mine, "tenant")
    with pytest.raises(HasPeople):
        await subject.tenants.delete("acme", NOW)
    assert await subject.tenants.one("acme") is not None
    assert [known.key for known in await subject.keys.all("acme")] == [mine]
    await subject.without_people("acme")
    assert await subject.tenants.delete("acme", NOW)


async def test_tenants_are_listed_page_by_page(subject: Subject) -> None:
    for name in ("c", "a", "b", "d"):
        await subject.tenants.add(new_tenant(name, NOW))
    await subject.tenants.delete("c", NOW)
    assert [one.tenant_id for one in await subject.tenants.page("", 2)] == ["a", "b"]
    assert [one.tenant_id for one in await subject.tenants.page("b", 2)] == ["d"]
    assert await subject.tenants.page("d", 2) == []


async def test_of_two_names_that_kafka_takes_for_one_only_one_has_a_topic(subject: Subject) -> None:
    both = [chosen({"own_topic": True}, new_tenant(name, NOW), admin=True) for name in ("a_b", "a.b")]
    made = await asyncio.gather(*map(subject.tenants.add, both), return_exceptions=True)
    (refused,) = [one for one in made if isinstance(one, TopicTaken)]
    (stored,) = [one for one in made if isinstance(one, Tenant)]
    assert refused.other == stored.tenant_id
    await subject.tenants.add(chosen({"own_topic": True}, new_tenant("a-b", NOW), admin=True))
    await subject.tenants.delete(stored.tenant_id, NOW)
    other = next(one for one in both if one.tenant_id != stored.tenant_id)
    assert (await subject.tenants.add(other)).settings.own_topic
