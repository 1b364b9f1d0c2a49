"""What people were shown and what followed, and both stores of it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from rematch_common.contracts import MatchFeedback, MatchShown
from rematch_common.contracts.feedback import Action
from rematch_match.adapters.postgres_history import PostgresHistory
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Scored
from rematch_match.domain.quality.report import Report
from rematch_match.domain.quality.showing import Showing
from rematch_match.domain.quality.traces import Trace
from rematch_match.handlers.quality import Quality
from rematch_match.ports.history import Asked, History
from rematch_match.ports.store import Store
from tests.fakes.history import FakeHistory
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, arrivals, job_id
from tests.fakes.store import FakeStore

DAY = timedelta(days=1)
SINCE = NOW - 7 * DAY
JANE, EVE, ROB = ("demo", "c-1"), ("demo", "c-2"), ("second", "c-1")


@dataclass(frozen=True)
class Subject:
    history: History
    store: Store

    async def told(self, *facts: JobFacts | CandidateFacts, people: Sequence[CandidateKey] = (JANE,)) -> None:
        work = await self.store.write(arrivals(*facts))
        pairs = await self.store.pairs_of(work) | {(who, one.job_id) for who in people for one in work.jobs}
        await self.store.settle([Scored.unseen(pair) for pair in sorted(pairs)], work, occasion())

    async def say(self, number: int, action: Action, at: datetime = NOW, who: CandidateKey = JANE) -> None:
        of = {"tenant_id": who[0], "candidate_id": who[1], "job_id": job_id(number)}
        said = MatchFeedback(**of, action=action, actor="candidate", occurred_at=at)
        await self.store.react([said], occasion(because="feedback"))

    async def traces(self, tenant: str | None = None, since: datetime = SINCE, most: int = 100) -> list[Trace]:
        return [trace async for page in self.history.traces(Asked(tenant, since), most) for trace in page]

    async def report(self, most: int = 100) -> Report:
        return await Quality(self.history, most, lambda: NOW).report(None, "7d", "profile")


async def subjects(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "fake":
        store = FakeStore()
        yield Subject(FakeHistory(store.books), store)
        return
    async with request.getfixturevalue("postgres").database("match") as database:
        yield Subject(PostgresHistory(database), PostgresStore(database))


def showing(number: int, position: int, who: CandidateKey = JANE, **more: Any) -> Showing:
    return replace(Showing((who, job_id(number)), 1, position, "rematch", 3, NOW), **more)


def message(number: int, position: int, who: CandidateKey = JANE, version: int = 1, at: datetime = NOW) -> MatchShown:
    ids = {"tenant_id": who[0], "candidate_id": who[1], "job_id": job_id(number)}
    return MatchShown(**ids, version=version, position=position, occurred_at=at)
