"""Matches that are told and told again while their tenant goes from one topic to another."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from rematch_common.contracts import TenantSettings
from rematch_common.database import Database
from rematch_common.erasing import Erasure
from rematch_common.outbox import Outbox
from rematch_common.records import Record
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_own_topics import PostgresOwnTopics
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.postgres_tenants import PostgresTenants
from rematch_match.domain.pairs import Scored
from rematch_match.domain.terms import Terms
from rematch_match.ports import Arrivals, Ending
from rematch_match.ports.ledger import Overtaken
from tests.fakes.occasions import SetScorer, occasion, worth
from tests.fakes.samples import NOW, arrivals, job_id, person
from tests.integration.common.topics import content

JOBS = 12
PEOPLE = ("c-1", "c-2")


@dataclass(frozen=True)
class Tenant:
    """One of match's, whose matches change as fast as they are settled."""

    name: str
    database: Database
    outbox: Outbox

    async def choose(self, version: int, *, own: bool) -> None:
        settings = TenantSettings(tenant_id=self.name, version=version, own_topic=own)
        await PostgresTenants(self.database, Terms()).learn([settings], [], NOW)

    async def is_settled(self) -> bool:
        return not await PostgresOwnTopics(self.database).due()

    async def flow(self) -> None:
        """Every opening in turn is worth more, and less again. Until cancelled."""
        for round_ in itertools.count(1):
            for number in range(1, JOBS + 1):
                await self.match(number, round_)
                await self.outbox.drain()

    async def match(self, number: int, round_: int) -> None:
        store = PostgresStore(self.database)
        people = [person(name, tenant=self.name) for name in PEOPLE]
        work = await store.write(arrivals(worth(number, 60.0 + 20 * (round_ % 2), round_), *people))
        pairs = [Scored.unseen((one.key, job_id(number))) for one in people]
        while True:
            terms = {self.name: (await PostgresCircumstances(self.database, Terms()).now()).terms(self.name)}
            try:
                await store.settle(pairs, work, occasion(terms=terms, scorer=SetScorer))
                return
            except Overtaken:
                continue

    @asynccontextmanager
    async def flowing(self) -> AsyncIterator[None]:
        task = asyncio.ensure_future(self.flow())
        try:
            yield
            assert not task.done(), task.exception()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self.outbox.drain()

    async def erase(self, name: str, erasure_id: str) -> None:
        store, key = PostgresStore(self.database), (self.name, name)
        gone = replace(person(name, tenant=self.name), version=2, alive=False, away_as="erased", vector=None)
        work = await store.write(Arrivals([], [gone], {key: Ending(Erasure(erasure_id, *key, version=2))}))
        terms = {self.name: (await PostgresCircumstances(self.database, Terms()).now()).terms(self.name)}
        pairs = [Scored.unseen(pair) for pair in sorted(await store.pairs_of(work))]
        await store.settle(pairs, work, occasion(terms=terms, scorer=SetScorer))
        await self.outbox.drain()

    async def versions(self) -> dict[str, int]:
        """The last of every match, as match itself knows them."""
        async with self.database.transaction([self.name]) as connection:
            rows = await connection.fetch("SELECT candidate_id, job_id, version FROM matches")
        return {f"{self.name}/{row['candidate_id']}/{row['job_id']}": row["version"] for row in rows}

    async def on(self, kafka: str, topic: str) -> dict[str, list[Record]]:
        """What lies on the topic of each match, in order."""
        found: dict[str, list[Record]] = {}
        for record in await content(kafka, topic):
            key = (record.key or b"").decode()
            if key.startswith(f"{self.name}/"):
                found.setdefault(key, []).append(record)
        return found

    async def live(self, kafka: str, topic: str) -> dict[str, int]:
        """The versions of those that hold on the topic, once it is compacted."""
        lasts = {key: records[-1] for key, records in (await self.on(kafka, topic)).items()}
        return {key: last.version or 0 for key, last in lasts.items() if last.value is not None}


def is_in_order(records: Sequence[Record]) -> bool:
    versions = [record.version or 0 for record in records]
    return versions == sorted(versions)
