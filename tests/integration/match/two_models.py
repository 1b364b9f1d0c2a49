"""Match with a real store, into which vectors of a second model are brought."""

from dataclasses import dataclass

import orjson

from rematch_common.database import Database
from rematch_match.adapters.facts_cache import FactsCache
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_directory import PostgresDirectory
from rematch_match.adapters.postgres_models import PostgresModels
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.facts import CandidateFacts, JobFacts, Vector
from rematch_match.domain.terms import Terms
from rematch_match.handlers.follow_model import FollowModel
from rematch_match.handlers.looking import Known, Look
from rematch_match.handlers.match import Match
from rematch_match.handlers.retrieving import Bounds, Retrieve, Sources
from rematch_match.ports import Query, Side
from rematch_match.ports.models import Kept
from tests.fakes.samples import NOW, arrivals, job_id, vector
from tests.fakes.vector_index import FakeVectorIndex

NEW = "m-2"


def of_new(*numbers: float) -> Vector:
    return vector(*numbers, model=NEW)


@dataclass(frozen=True)
class Matching:
    """Match with a real store, whose index is in memory, and the follower of model `new`."""

    database: Database
    store: PostgresStore
    models: PostgresModels
    index: FakeVectorIndex
    directory: PostgresDirectory
    look: Look
    match: Match

    @classmethod
    def over(cls, database: Database) -> "Matching":
        store, index, directory = PostgresStore(database), FakeVectorIndex(), PostgresDirectory(database)
        facts = FactsCache(directory, people=100, openings=100)
        prevailing = PostgresCircumstances(database, Terms(least=0.0))
        retrieve = Retrieve(Sources(directory, index, facts), Bounds(10, 10, 10))
        look = Look(retrieve, store, Known(directory, facts), prevailing)
        match = Match(store, index, look, lambda: NOW)
        return cls(database, store, PostgresModels(database), index, directory, look, match)

    async def arrive(self, *facts: JobFacts | CandidateFacts) -> None:
        """By the ordinary topics."""
        work = await self.store.write(arrivals(*facts))
        await self.match._show(work)
        await self.match.work_on(work)

    async def bring(self, *facts: JobFacts | CandidateFacts) -> Kept:
        """By the topics of the model that is being introduced."""
        follow = FollowModel("new", self.models, self.index, self.match.work_on)
        kept = await self.models.keep("new", arrivals(*facts))
        await follow._show(kept)
        await follow._match(kept.known, await self.models.in_force())
        return kept

    async def semantic(self, name: str = "c-1") -> float | None:
        """What the newest event of the pair says of meaning; None: nothing."""
        async with self.database.transaction({"demo"}) as connection:
            row = await connection.fetchval(
                "SELECT body FROM matches WHERE candidate_id = $1 AND job_id = $2", name, job_id(1)
            )
        return _factor(row, "semantic")


def _factor(body: str, name: str) -> float | None:
    (found,) = (one for one in orjson.loads(body)["factors"] if one["name"] == name)
    return float(found["score"]) if found["known"] else None


async def nearest(matching: Matching, side: Side, to: Vector) -> list[str]:
    (found,) = await matching.index.nearest(side, [Query(to, 10)])
    return found
