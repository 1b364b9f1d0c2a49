"""A tenant goes to a topic of its own and back while its matches change, over a real broker: notify hears each once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from rematch_common.contracts import limits
from rematch_common.outbox import Outbox
from rematch_common.records import Record
from rematch_common.service import Service
from rematch_devstack.waiting import until as ask_until
from rematch_match.bootstrap import _own_topics
from rematch_match.settings import Settings as MatchSettings
from rematch_notify.bootstrap import build as build_notify
from rematch_notify.settings import Settings as NotifySettings
from tests.fakes.notifying import FakeChannel
from tests.fakes.waiting import until
from tests.integration.common.topics import publisher, remove, running, skip
from tests.integration.services.moving_matches import JOBS, PEOPLE, Tenant, is_in_order
from tests.integration.services.running import Place, serving

pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture
async def tenant(place: Place) -> AsyncIterator[Tenant]:
    """With match's own keeper of topics at work."""
    settings = MatchSettings(**place.settings("match", 8004), own_topics_every=0.1)
    async with place.postgres.database("match") as database, publisher(place.kafka) as started:
        outbox = Outbox("match", database, started)
        async with running(_own_topics(settings, database, outbox)) as keeping:
            await skip(place.kafka, "notify", ["matches", "erasure-receipts"])
            tenant = Tenant(f"t-{uuid4().hex[:8]}", database, outbox)
            yield tenant
            assert not keeping.done()
        await remove(place.kafka, f"matches.{tenant.name}")


@asynccontextmanager
async def notify(place: Place, every: float = 0.2) -> AsyncIterator[FakeChannel]:
    """What a replica of notify tells, that looks for topics so often."""
    channel = FakeChannel()

    def build(port: int) -> Service:
        settings = NotifySettings(**place.settings("notify", port), own_topics_every=every)
        return build_notify(settings, tellers=[channel])

    async with serving(build):
        yield channel


def told(channel: FakeChannel, tenant: Tenant) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for match in channel.told:
        if match.tenant_id == tenant.name:
            found.setdefault(match.key, []).append(match.version)
    return found


async def settled(tenant: Tenant) -> None:
    async with asyncio.timeout(20):
        await ask_until(tenant.is_settled)


def heard(channel: FakeChannel, tenant: Tenant, versions: dict[str, int]) -> bool:
    return {key: said[-1] for key, said in told(channel, tenant).items()} == versions


async def test_every_match_is_on_one_topic_and_told_once_while_the_tenant_goes_there_and_back(
    place: Place, tenant: Tenant
) -> None:
    own = f"matches.{tenant.name}"
    async with notify(place) as channel:
        async with tenant.flowing():
            await until(lambda: len(told(channel, tenant)) == JOBS * len(PEOPLE), 20)
            await tenant.choose(1, own=True)
            await settled(tenant)
            before = len(channel.told)
            await until(lambda: len(channel.told) >= before + 3 * JOBS, 20)
        there = await tenant.versions()
        assert len(there) == JOBS * len(PEOPLE)
        assert await tenant.live(place.kafka, "matches") == {}
        assert await tenant.live(place.kafka, own) == there
        async with tenant.flowing():
            await tenant.choose(2, own=False)
            await settled(tenant)
            before = len(channel.told)
            await until(lambda: len(channel.told) >= before + 3 * JOBS, 20)
        back = await tenant.versions()
        assert await tenant.live(place.kafka, own) == {}
        assert await tenant.live(place.kafka, "matches") == back
        await until(lambda: heard(channel, tenant, back), 20)
        for topic in ("matches", own):
            assert all(is_in_order(records) for records in (await tenant.on(place.kafka, topic)).values())
        for versions in told(channel, tenant).values():
            assert versions == sorted(set(versions)), "each once, and none after a newer one"


async def test_whoever_is_erased_after_the_switch_ends_where_their_matches_are(place: Place, tenant: Tenant) -> None:
    own = f"matches.{tenant.name}"
    for number in (1, 2):
        await tenant.match(number, 1)
    await tenant.choose(1, own=True)
    await settled(tenant)
    ended = await tenant.on(place.kafka, "matches")
    assert {records[-1].header(limits.MOVED_TO) for records in ended.values()} == {own}
    await tenant.erase("c-1", "e-1")
    lasts = {key: records[-1] for key, records in (await tenant.on(place.kafka, own)).items()}
    gone = {key: last for key, last in lasts.items() if "/c-1/" in key}
    assert len(gone) == 2
    assert all(last.value is None and last.header(limits.ERASURE_ID) == "e-1" for last in gone.values())
    assert all(last.value is not None for key, last in lasts.items() if "/c-2/" in key)
    assert await tenant.on(place.kafka, "matches") == ended, "nothing is said there any more"
    async with tenant.database.transaction([tenant.name]) as connection:
        left = await connection.fetch("SELECT topic FROM outbox WHERE key LIKE '%/c-1/%'")
    assert left == []


async def test_notify_confirms_the_erasure_of_somebody_whose_matches_have_moved(place: Place, tenant: Tenant) -> None:
    async with notify(place) as channel:
        for number in (1, 2):
            await tenant.match(number, 1)
        await tenant.choose(1, own=True)
        await settled(tenant)
        await until(lambda: len(told(channel, tenant)) == 4, 20)
        await tenant.erase("c-1", "e-1")

        async def confirmed() -> bool:
            async with place.postgres.opened("notify") as database, database.transaction([tenant.name]) as connection:
                pairs = await connection.fetchval("SELECT count(*) FROM erased_pairs")
                known = await connection.fetchval("SELECT tombstones FROM erasures WHERE version IS NOT NULL")
                left = await connection.fetchval("SELECT count(*) FROM deliveries")
            return (pairs, known, left) == (2, 2, 2)

        async with asyncio.timeout(20):
            await ask_until(confirmed)


async def test_a_replica_that_has_not_seen_the_topic_yet_leaves_it_to_those_that_have(
    place: Place, tenant: Tenant
) -> None:
    """They are members of one group that read different topics, for as long as it takes the last to look."""
    async with notify(place, every=3600) as blind, notify(place) as seeing:
        await tenant.choose(1, own=True)
        for number in range(1, JOBS + 1):
            await tenant.match(number, 1)
            await tenant.outbox.drain()
        await settled(tenant)
        for number in range(1, JOBS + 1):
            await tenant.match(number, 2)
            await tenant.outbox.drain()
        versions = await tenant.versions()

        def all_heard() -> bool:
            both = [told(channel, tenant) for channel in (blind, seeing)]
            last = {key: max(said.get(key, [0])[-1] for said in both) for key in versions}
            return last == versions

        await until(all_heard, 30)
        assert not await dead(place.kafka, tenant)


async def dead(kafka: str, tenant: Tenant) -> list[Record]:
    return [record for records in (await tenant.on(kafka, "matches.dlq")).values() for record in records]
