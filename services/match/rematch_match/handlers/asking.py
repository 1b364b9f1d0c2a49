"""Ask for the verdict of one pair: what was said of the same question costs nothing, and what is asked is paid for by
the tenant's budget of the day."""

import asyncio
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.faults import fault_point
from rematch_common.logs import logger
from rematch_match.domain.terms import VerdictTerms
from rematch_match.domain.verdicts.given import Given, Judgement
from rematch_match.domain.verdicts.prompts import DEFAULT_PROMPT, PROMPTS
from rematch_match.domain.verdicts.putting_off import PuttingOff
from rematch_match.domain.verdicts.question import Question
from rematch_match.domain.verdicts.recent import Recent
from rematch_match.ports.court import Court, Ruling
from rematch_match.ports.rulings import Budget, Cost, Limits, Rulings, Want, Wants

log = logger(__name__)
Key = tuple[str, str, str, str, str]
"""Tenant, both sides' hashes, the prompt's version, and who judges."""
# What a call takes until it is known: more than most, so that many at once never spend much beyond the day's money.
RESERVED = Cost(calls=1, money=0.001)


@dataclass(frozen=True, slots=True)
class Case:
    """A pair that wants a verdict, as a judge is shown it, on its tenant's terms."""

    want: Want
    question: Question
    terms: VerdictTerms

    @property
    def tenant(self) -> str:
        return self.want.key[0][0]


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges, which pairs wait for it, where judgements are kept, and what pays for them."""

    court: Court
    wants: Wants
    rulings: Rulings
    budget: Budget
    recent: Recent[Key, Judgement]
    putting_off: PuttingOff = field(default_factory=PuttingOff)


@dataclass(frozen=True, slots=True)
class Word:
    """What is said of a pair. `for_now`: by the factors, because a model was away. `in_vain`: it was asked, and one
    answers others."""

    given: Given
    for_now: bool = False
    in_vain: bool = False


class Ask:
    """Gives the pair's verdict; None where the day's budget is spent. Raises DependencyAway."""

    def __init__(self, bench: Bench, now: Now) -> None:
        self._bench = bench
        self._now = now
        self._models = [name for name in bench.court.model.split(",") if name]
        self._slots = asyncio.Semaphore(max(1, bench.court.slots))
        self._under_way: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, case: Case) -> Word | None:
        key = self._key(case)
        under_way = self._under_way.setdefault(key, asyncio.Lock())
        # Whoever has the same question waits for its answer.
        async with under_way, self._slots:
            return await self._known(case, key) or await self._asked(case, key)

    def _key(self, case: Case) -> Key:
        sides = case.question.candidate_hash, case.question.job_hash
        return (case.tenant, *sides, case.terms.prompt, self._bench.court.model)

    async def _known(self, case: Case, key: Key) -> Word | None:
        found, where = self._bench.recent.get(key), "memory"
        if found is None:
            said = await self._bench.rulings.said(case.tenant, [key[1:3]], self._models)
            found = next((one for one in reversed(said) if one.answers(case.question, case.terms.prompt)), None)
            where = "store"
        if found is None:
            return None
        metrics.VERDICT_CACHE_HITS.labels(where).inc()
        return Word(await self._noted(case, key, found, Cost()))

    async def _asked(self, case: Case, key: Key) -> Word | None:
        budget, day = self._bench.budget, self._now().date()
        limits = Limits(case.terms.calls_a_day, case.terms.money_a_day)
        if not await budget.reserve(case.tenant, day, limits, RESERVED):
            await self._complain(case.tenant)
            return None
        ruling = await self._bench.court.judge(case.question, PROMPTS.get(case.terms.prompt, PROMPTS[DEFAULT_PROMPT]))
        fault_point("match.verdict_asked")
        spent = Cost(ruling.calls, ruling.cost, ruling.tokens_in, ruling.tokens_out)
        given = await self._noted(case, key, _judgement(case.question, ruling), spent)
        await budget.correct(case.tenant, day, RESERVED, spent)
        in_vain = ruling.for_now and ruling.calls > 0 and self._bench.court.state == "closed"
        return Word(given, ruling.for_now, in_vain)

    async def _noted(self, case: Case, key: Key, judgement: Judgement, cost: Cost) -> Given:
        """Remembered first: what has been paid for is not asked again where it can't be stored at once."""
        if judgement.by_model:
            self._bench.recent.put(key, judgement)
        given = Given.of(*case.want.key, judgement)
        await self._bench.rulings.note({case.want.key: given}, cost, self._now())
        fault_point("match.verdict_stored")
        return given

    async def _complain(self, tenant: str) -> None:
        """Once a day and tenant, whichever replica meets it first."""
        if await self._bench.budget.tell_spent(tenant, self._now()):
            log.warning("the day's budget for verdicts is spent: matches go on without", tenant=tenant)


def _judgement(question: Question, ruling: Ruling) -> Judgement:
    by = (ruling.prompt, ruling.provider, ruling.model, ruling.score, ruling.reason)
    return Judgement(question.candidate_hash, question.job_hash, *by)
