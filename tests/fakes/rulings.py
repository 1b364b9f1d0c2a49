"""What is kept about verdicts, in memory, and a court that says what a test has set."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.verdicts.deterministic import MODEL, PROVIDER
from rematch_match.domain.verdicts.given import Given, Judgement
from rematch_match.domain.verdicts.prompts import Prompt
from rematch_match.domain.verdicts.question import Question
from rematch_match.ports.court import Ruling
from rematch_match.ports.rulings import Cost, Limits, Nothing, Want
from tests.fakes.ledger import Books

_MINUTE, _TEN_SECONDS = timedelta(minutes=1), timedelta(seconds=10)


class FakeWants:
    """See rematch_match.ports.rulings.Wants. Nobody else asks meanwhile, so tenants take turns by name."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def claim(self, people: int, at: datetime) -> list[Want]:
        free = {
            key: one
            for key, one in self._books.wants.items()
            if one.ended is None and (one.claimed_at is None or one.claimed_at < at - _MINUTE)
        }
        taken = self._turns(sorted(free, key=lambda key: (free[key].wanted_at, key[0])))[:people]
        mine = {key: one for key, one in free.items() if key[0] in taken}
        for key, one in mine.items():
            self._books.wants[key] = replace(one, claimed_at=at)
        return [Want(key, one.turn, one.score, one.wanted_at) for key, one in mine.items()]

    def _turns(self, oldest_first: Sequence[PairKey]) -> list[CandidateKey]:
        place: dict[CandidateKey, int] = {}
        for person, _ in oldest_first:
            place.setdefault(person, sum(other[0] == person[0] for other in place))
        return sorted(place, key=lambda person: (place[person], person))

    async def keep(self, wants: Sequence[Want], at: datetime) -> None:
        for want in wants:
            if (one := self._books.wants.get(want.key)) and one.ended is None:
                self._books.wants[want.key] = replace(one, claimed_at=at)

    async def given(self, wants: Mapping[Want, Given], at: datetime) -> Sequence[Want]:
        return self._end([want for want in wants if not self._asks_something_else(want.key)], list(wants), None, at)

    async def none(self, wants: Sequence[Want], why: Nothing, at: datetime) -> Sequence[Want]:
        return self._end(wants, wants, None if why == "gone" else why, at)

    def _asks_something_else(self, key: PairKey) -> bool:
        pair = self._books.pairs.get(key)
        return pair is not None and pair.active and pair.verdict is None

    def _end(self, able: Sequence[Want], all_of_them: Sequence[Want], why: str | None, at: datetime) -> list[Want]:
        ended = []
        for want in all_of_them:
            one = self._books.wants.get(want.key)
            if one is None or one.ended is not None:
                continue
            if want not in able or one.turn != want.turn:
                self._books.wants[want.key] = replace(one, claimed_at=at - _MINUTE + _TEN_SECONDS)
                continue
            ended.append(want)
            if why is None:
                del self._books.wants[want.key]
            else:
                self._books.wants[want.key] = replace(one, ended=why, ended_at=at, claimed_at=None)
        return ended

    async def waiting(self) -> int:
        return sum(one.ended is None for one in self._books.wants.values())

    async def prune(self, before: datetime) -> None:
        old = [key for key, one in self._books.wants.items() if one.ended_at is not None and one.ended_at < before]
        for key in old:
            del self._books.wants[key]


class FakeRulings:
    """See rematch_match.ports.rulings.Rulings. `costs`: what was noted of them, in order."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.costs: list[Cost] = []

    async def pairs(self, keys: Sequence[PairKey]) -> list[tuple[JobFacts, CandidateFacts]]:
        active = [key for key in keys if (pair := self._books.pairs.get(key)) and pair.active]
        both = [(self._books.jobs[job_id], self._books.people[person]) for person, job_id in active]
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

    def __init__(self) -> None:
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
        return {tenant: cost for (tenant, when), cost in self._spent.items() if when == day}


class FakeCourt:
    """See rematch_match.ports.court.Court. It says `score` of everything, unless `down`; while `waits` is set it
    answers to nobody. `asked`: what it was shown, `prompts`: under which, `began` with the first."""

    def __init__(self, score: float = 30.0, model: str = "stand-in/judge-1", slots: int = 4) -> None:
        self.score = score
        self.down = False
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
            return Ruling(question.score, question.summary, PROVIDER, MODEL, prompt.version, calls=3)
        provider, _, model = self._model.partition(",")[0].partition("/")
        return Ruling(self.score, "Some of it fits.", provider, model, prompt.version, 1, 900, 60, 0.0002)
