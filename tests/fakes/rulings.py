"""What is kept about verdicts, in memory, and a court that says what a test has set."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from rematch_match.domain.breaker import State
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.verdicts.deterministic import MODEL, PROVIDER
from rematch_match.domain.verdicts.given import Given, Judgement
from rematch_match.domain.verdicts.prompts import Prompt
from rematch_match.domain.verdicts.question import Question
from rematch_match.ports.court import Ruling
from rematch_match.ports.rulings import Cost, Limits
from tests.fakes.ledger import Books


class FakeRulings:
    """See rematch_match.ports.rulings.Rulings. `costs`: what was noted of them, in order."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.costs: list[Cost] = []

    async def pairs(self, keys: Sequence[PairKey]) -> list[tuple[JobFacts, CandidateFacts]]:
        active = [key for key in keys if (pair := self._books.pairs.get(key)) and pair.active]
        both = [(self._books.jobs[job_id], self._books.person(person)) for person, job_id in active]
        return [(job, person) for job, person in both if job.alive and person.alive]

    async def said(self, tenant: str, questions: Sequence[tuple[str, str]], by: Sequence[str]) -> Sequence[Judgement]:
        mine = [one.judgement for key, given in self._books.given.items() if key[0][0] == tenant for one in given]
        asked = [one for one in mine if (one.candidate_hash, one.job_hash) in questions]
        return [one for one in asked if f"{one.provider}/{one.model}" in by]

    async def note(self, given: Mapping[PairKey, Given], cost: Cost, at: datetime) -> None:
        self.costs.append(cost)
        for key, one in given.items():
            known = self._books.given.setdefault(key, [])
            if self._books.people[key[0]].away_as != "erased" and one.verdict_id not in {k.verdict_id for k in known}:
                known.append(one)


class FakeBudget:
    """See rematch_match.ports.rulings.Budget. `alerts`: the tenants and days of those that were raised."""

    def __init__(self, books: Books | None = None) -> None:
        self._books = books or Books()
        self.alerts: list[tuple[str, date]] = []
        self._spent: dict[tuple[str, date], Cost] = {}

    async def reserve(self, tenant: str, day: date, limits: Limits, cost: Cost) -> bool:
        spent = self._spent.get((tenant, day), Cost())
        calls, money = spent.calls + cost.calls, spent.money + cost.money
        over = [limits.calls is not None and calls > limits.calls, limits.money is not None and money > limits.money]
        if not any(over):
            self._spent[tenant, day] = Cost(calls, money)
        return not any(over)

    async def correct(self, tenant: str, day: date, reserved: Cost, spent: Cost) -> None:
        known = self._spent[tenant, day]
        calls, money = known.calls + spent.calls - reserved.calls, known.money + spent.money - reserved.money
        self._spent[tenant, day] = Cost(max(0, calls), max(0.0, money))

    async def tell_spent(self, tenant: str, at: datetime) -> bool:
        first = (tenant, at.date()) not in self.alerts
        if first:
            self.alerts.append((tenant, at.date()))
        return first

    async def spent(self, day: date) -> Mapping[str, Cost]:
        tenants = {tenant for tenant, _ in self._books.people} | {tenant for tenant, _ in self._spent}
        return {tenant: self._spent.get((tenant, day), Cost()) for tenant in tenants}


class FakeCourt:
    """See rematch_match.ports.court.Court. It says `score` of everything, unless `down`: in vain where its `state` is
    `closed`, else it isn't called. While `waits` is set it answers to nobody. `asked`: what it was shown, `prompts`:
    under which, `began` with the first."""

    def __init__(self, score: float = 30.0, model: str = "stand-in/judge-1", slots: int = 4) -> None:
        self.score = score
        self.down = False
        self.state: State = "closed"
        self.waits: asyncio.Event | None = None
        self.asked: list[Question] = []
        self.prompts: list[str] = []
        self.began = asyncio.Event()
        self._model = model
        self._slots = slots

    @property
    def model(self) -> str:
        return self._model

    @property
    def slots(self) -> int:
        return self._slots

    async def judge(self, question: Question, prompt: Prompt) -> Ruling:
        self.asked.append(question)
        self.prompts.append(prompt.version)
        self.began.set()
        if self.waits is not None:
            await self.waits.wait()
        if self.down:
            calls = 3 if self.state == "closed" else 0
            said = question.score, question.summary, PROVIDER, MODEL, prompt.version
            return Ruling(*said, calls=calls, for_now=True)
        provider, _, model = self._model.partition(",")[0].partition("/")
        return Ruling(self.score, "Some of it fits.", provider, model, prompt.version, 1, 900, 60, 0.0002)
