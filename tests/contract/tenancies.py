"""Everything of match that follows what tenants choose, on PostgreSQL."""

from rematch_common.contracts import TenantSettings
from rematch_common.database import Database
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_directory import PostgresDirectory
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.postgres_tenants import PostgresTenants
from rematch_match.adapters.postgres_unread import PostgresUnread
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.domain.terms import Terms
from rematch_match.handlers.own_words import InOwnWords, ReadAnew
from rematch_match.ports.circumstances import Circumstances
from tests.contract.stores import NOBODY
from tests.fakes.samples import NOW, arrivals, job_id

OTHERWISE = Terms()
PAIR = (("demo", "c-1"), job_id(1))


class Tenancy:
    """Everything that follows what tenants choose."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.store, self.directory = PostgresStore(database), PostgresDirectory(database)
        self.prevailing, self.unread = PostgresCircumstances(database, OTHERWISE), PostgresUnread(database)
        self.read_anew = ReadAnew(self.unread, self.prevailing)
        self._tenants = PostgresTenants(database, OTHERWISE)

    async def choose(self, version: int, tenant: str = "demo", **chosen: object) -> None:
        settings = TenantSettings.model_validate({"tenant_id": tenant, "version": version, **chosen})
        await self._tenants.learn([settings], [], NOW)

    async def leave(self, tenant: str = "demo") -> None:
        await self._tenants.learn([], [tenant], NOW)

    async def write(self, *facts: JobFacts | CandidateFacts) -> None:
        """As it arrives: read in the words that are in force."""
        await self.store.write(InOwnWords()(arrivals(*facts), await self.prevailing.now()))

    async def pages(self) -> int:
        count = 0
        while await self.read_anew():
            count += 1
        return count

    async def asked(self, number: int = 1) -> set[str]:
        (found,) = await self.directory.openings([job_id(number)])
        own = found.own.get("demo")
        return set(own.required | own.preferred) if own else set()

    async def has(self, tenant: str = "demo", name: str = "c-1") -> set[str]:
        (found,) = await self.directory.people([(tenant, name)])
        return set(found.skills)

    async def settle(self, under: Circumstances) -> int:
        scorer = Scorer(under.rarity, under.terms, NOW)
        jobs, people = await self.directory.openings([PAIR[1]]), await self.directory.people([PAIR[0]])
        score = scorer.score(Pairs.of([(jobs[0], people[0])])).one(0)
        return await self.store.settle([Scored.of(jobs[0], people[0], score)], NOBODY, Occasion(NOW, scorer))

    async def waiting(self) -> int:
        async with self.database.transaction({"demo"}) as connection:
            return int(await connection.fetchval("SELECT count(*) FROM backlog"))
