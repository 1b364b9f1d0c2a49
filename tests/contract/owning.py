"""The tenants' own topics that the suite runs over."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from rematch_common.database import Database
from rematch_match.adapters.postgres_own_topics import PostgresOwnTopics
from rematch_match.domain.pairs import Scored
from rematch_match.ports.own_topics import OwnTopics, Place, Wish
from tests.contract.tenancies import Tenancy
from tests.fakes.occasions import SetScorer, occasion, worth
from tests.fakes.own_topics import FakeOwnTopics
from tests.fakes.samples import NOW, arrivals, job_id, person

TENANT = "demo"
# Two a page, so that pages end where something is left, and where nothing is.
PAGE = 2
_LIVE = """
SELECT DISTINCT ON (topic, key) topic, key, version, value FROM outbox WHERE topic LIKE 'matches%' AND keep
ORDER BY topic, key, version DESC
"""


@dataclass(frozen=True)
class Owning:
    """`choose` whether it wants one, `tell` of a pair a version, and see where which `lies`: by topic, the versions of
    the tenant's first pairs."""

    topics: OwnTopics
    choose: Callable[[bool], Awaitable[None]]
    tell: Callable[[int, int], Awaitable[None]]
    lies: Callable[[], Awaitable[Mapping[str, Mapping[int, int]]]]

    async def switch(self, own: bool) -> Wish:
        await self.choose(own)
        (wish,) = await self.topics.due()
        await self.topics.switch(wish, NOW)
        return wish

    async def move(self, wish: Wish, place: Place | None = None) -> None:
        while place := await self.topics.move(wish, place, NOW):
            pass

    async def go(self, own: bool) -> None:
        await self.move(await self.switch(own))


def in_memory() -> Owning:
    fake = FakeOwnTopics()

    async def choose(own: bool) -> None:
        fake.wishes[TENANT] = own

    async def tell(number: int, version: int) -> None:
        fake.tell(TENANT, _key(number), version)

    async def lies() -> Mapping[str, Mapping[int, int]]:
        return {topic: {_number(key): at for key, at in keys.items()} for topic, keys in fake.lies.items() if keys}

    return Owning(fake, choose, tell, lies)


def in_postgres(database: Database) -> Owning:
    tenancy, chosen = Tenancy(database), iter(range(1, 100))

    async def choose(own: bool) -> None:
        await tenancy.choose(next(chosen), TENANT, own_topic=own)

    async def tell(number: int, version: int) -> None:
        """Every version fits better."""
        terms = {TENANT: (await tenancy.prevailing.now()).terms(TENANT)}
        opening = worth(number, 50.0 + 5 * version, version)
        work = await tenancy.store.write(arrivals(opening, person()))
        on = occasion(terms=terms, scorer=SetScorer)
        assert await tenancy.store.settle([Scored.unseen(((TENANT, "c-1"), job_id(number)))], work, on) == 1

    async def lies() -> Mapping[str, Mapping[int, int]]:
        found: dict[str, dict[int, int]] = {}
        async with database.transaction() as connection:
            for row in await connection.fetch(_LIVE):
                if row["value"] is not None:
                    found.setdefault(row["topic"], {})[_number(row["key"])] = row["version"]
        return found

    return Owning(PostgresOwnTopics(database, PAGE), choose, tell, lies)


def _key(number: int) -> str:
    return f"{TENANT}/c-1/{job_id(number)}"


def _number(key: str) -> int:
    return next(number for number in range(1, 10) if key == _key(number))
