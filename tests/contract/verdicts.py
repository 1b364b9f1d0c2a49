"""Verdicts from the want to the event: over what is in memory, and over PostgreSQL."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from rematch_common.contracts import MatchFound, MatchUpdated
from rematch_common.database import Database
from rematch_match.adapters.postgres_budget import PostgresBudget
from rematch_match.adapters.postgres_experiments import PostgresExperiments
from rematch_match.adapters.postgres_rulings import PostgresRulings
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.postgres_wants import PostgresWants
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.telling import MatchEvent
from rematch_match.domain.terms import Terms, VerdictTerms
from rematch_match.domain.verdicts.given import Judgement
from rematch_match.domain.verdicts.putting_off import PuttingOff
from rematch_match.domain.verdicts.recent import Recent
from rematch_match.handlers.after_you import GiveWay
from rematch_match.handlers.asking import Bench, Key
from rematch_match.handlers.giving import GiveVerdicts
from rematch_match.ports.experiments import Experiments
from rematch_match.ports.rulings import Budget, Rulings, Wants
from rematch_match.ports.store import Store
from tests.contract.stores import NOBODY, outbox
from tests.fakes.circumstances import FakePrevailing
from tests.fakes.experiments import FakeExperiments
from tests.fakes.rulings import FakeBudget, FakeCourt, FakeRulings
from tests.fakes.samples import NOW, arrivals, job, job_id, person
from tests.fakes.store import FakeStore
from tests.fakes.wants import FakeWants

ON = VerdictTerms(on=True, possible=True)
SECOND = timedelta(seconds=1)


@dataclass
class Chamber:
    """Everything that gives verdicts, on one set of terms. `now` is what a test says it is."""

    store: Store
    wants: Wants
    rulings: Rulings
    budget: Budget
    experiments: Experiments
    events: Callable[[], Awaitable[list[MatchEvent]]]
    court: FakeCourt = field(default_factory=FakeCourt)
    prevailing: FakePrevailing = field(default_factory=FakePrevailing)
    putting_off: PuttingOff = field(default_factory=PuttingOff)
    now: datetime = NOW
    giver: GiveVerdicts = field(init=False)

    def __post_init__(self) -> None:
        self.choose()
        self.giver = self.replica()

    def replica(self, court: FakeCourt | None = None) -> GiveVerdicts:
        """Another process beside the first: what is in memory is its own."""
        way = GiveWay(self._free, 1.0, self._seconds)
        return GiveVerdicts(self.bench(court or self.court), self.prevailing, self._settle, way, lambda: self.now)

    def bench(self, court: FakeCourt) -> Bench:
        recent: Recent[Key, Judgement] = Recent(100, 300.0, self._seconds)
        return Bench(court, self.wants, self.rulings, self.budget, recent, self.putting_off)

    async def _free(self) -> bool:
        return True

    def _seconds(self) -> float:
        return (self.now - NOW).total_seconds()

    def choose(self, **chosen: Any) -> None:
        """From now on these are everybody's terms."""
        self.prevailing.under = replace(self.prevailing.under, otherwise=terms(**chosen))

    async def _settle(self, pairs: Sequence[PairKey]) -> None:
        await self.store.settle([Scored.unseen(pair) for pair in pairs], NOBODY, self.occasion(because="verdict"))

    def occasion(self, **of: Any) -> Occasion:
        return Occasion(self.now, Scorer(Rarity(), self.prevailing.under.terms, self.now), **of)

    async def arrive(self, *facts: JobFacts | CandidateFacts, pairs: Sequence[PairKey] = ()) -> None:
        """Written, and settled with all that they have had so far and these pairs."""
        work = await self.store.write(arrivals(*facts))
        keys = await self.store.pairs_of(work) | set(pairs)
        occasion = self.occasion(
            changed_jobs=frozenset(job.job_id for job in work.jobs),
            changed_people=frozenset(person.key for person in work.candidates),
        )
        await self.store.settle([Scored.unseen(key) for key in sorted(keys)], work, occasion)

    async def give(self) -> None:
        """As much as is wanted now; a second later is told."""
        self.now += SECOND
        await self.giver()

    async def told(self) -> list[tuple[str, float | None]]:
        """Of each event its kind and the verdict's score."""
        found = await self.events()
        return [
            (e.trigger, e.verdict.score if e.verdict else None)
            if isinstance(e, MatchFound | MatchUpdated)
            else (f"withdrawn {e.reason}", None)
            for e in found
        ]


def terms(*, profile: str = "rematch", **chosen: Any) -> Terms:
    return Terms(profile=profile, verdicts=replace(ON, **chosen))


def in_memory() -> Chamber:
    store = FakeStore()

    async def events() -> list[MatchEvent]:
        return store.events

    books = store.books
    return Chamber(store, FakeWants(books), FakeRulings(books), FakeBudget(books), FakeExperiments(books), events)


def in_postgres(database: Database) -> Chamber:
    ports = PostgresWants(database), PostgresRulings(database), PostgresBudget(database)
    return Chamber(PostgresStore(database), *ports, PostgresExperiments(database), lambda: outbox(database))


STORES = ["fake", pytest.param("postgres", marks=pytest.mark.stack)]
PAIR: PairKey = (("demo", "c-1"), job_id(1))


async def opened(request: pytest.FixtureRequest) -> AsyncIterator[Chamber]:
    """A fixture over STORES."""
    if request.param == "fake":
        yield in_memory()
        return
    async with request.getfixturevalue("postgres").database("match") as database:
        yield in_postgres(database)


def unlike(number: int, version: int = 1) -> JobFacts:
    """Another question than any other opening's."""
    return job(number, version=version, preferred=frozenset({"go", ("rust", "java", "scala", "perl")[number % 4]}))


async def matched(chamber: Chamber, *openings: JobFacts) -> None:
    """One person with these openings, told as every match is."""
    pairs = [(PAIR[0], opening.job_id) for opening in openings]
    await chamber.arrive(person(), *openings, pairs=pairs)
