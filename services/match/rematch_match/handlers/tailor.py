"""Say what a candidate should bring out for a posting: by a language model where the tenant has it asked, else by rules
alone."""

import asyncio
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from rematch_common import metrics
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.prices import Bill
from rematch_match.domain.tailoring.briefs import Brief, Suggestion
from rematch_match.domain.tailoring.making import brief_of
from rematch_match.domain.tailoring.prompts import DEFAULT_PROMPT, PROMPTS, SCHEMA, Prompt
from rematch_match.domain.tailoring.replies import read_suggestions
from rematch_match.domain.terms import VerdictTerms
from rematch_match.domain.verdicts.deterministic import PROVIDER
from rematch_match.handlers.asking import RESERVED
from rematch_match.handlers.sources import Sources
from rematch_match.ports.models_asked import Answer, Models, Task
from rematch_match.ports.rulings import Budget, Cost, Limits

MODEL = "rules-1"
Unasked = Literal["off", "consent", "suspect", "nothing", "budget", "away"]
"""Why no model has spoken: the person has asked to be matched by hand, the tenant or the deployment has none asked,
something in the two speaks to a machine, no fact answers the posting, the day's budget is spent, none answered."""
Said = tuple[Suggestion, ...]


class Closed(Exception):
    """Nobody can be brought out for an opening that has ended; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Tailored:
    """What to bring out, the best first, what is missing, and who says so."""

    brief: Brief
    suggestions: Said
    provider: str = PROVIDER
    model: str = MODEL
    prompt: str | None = None
    """Its version; None where the rules speak."""
    unasked: Unasked | None = None


class Tailor:
    """`within`: seconds that models have, with what they wait for; then the rules speak."""

    def __init__(self, sources: Sources, models: Models, budget: Budget, within: float) -> None:
        self._sources = sources
        self._models = models
        self._budget = budget
        self._within = within
        # Not more than verdicts can have at once: neither keeps the other from the models for long.
        self._slots = asyncio.Semaphore(max(1, models.slots))

    async def __call__(self, key: CandidateKey, job_id: UUID) -> Tailored | None:
        """None where one of them is not known, or has been forgotten. Raises Closed."""
        person, job = await self._sources.book.person(key), await self._sources.catalogue.opening(job_id)
        if person is None or person.away_as == "erased" or job is None:
            return None
        if not job.alive:
            instead = f"was merged into {job.merged_into}: ask for that one" if job.merged_into else "is closed"
            raise Closed(f"the opening {instead}")
        told = await self._told(job, person)
        metrics.TAILORED.labels(told.provider, told.model).inc()
        return told

    async def _told(self, job: JobFacts, person: CandidateFacts) -> Tailored:
        under = await self._sources.prevailing.now()
        terms = under.terms(person.key[0]).verdicts
        # In a thread: to mask the texts takes its time, and postings come in meanwhile.
        brief = await asyncio.to_thread(brief_of, job, person, under.rarity)
        unasked = self._kept_from_models(person, brief, terms)
        if unasked is not None:
            return Tailored(brief, brief.suggestions, unasked=unasked)
        return await self._by_models(person.key[0], brief, terms)

    def _kept_from_models(self, person: CandidateFacts, brief: Brief, terms: VerdictTerms) -> Unasked | None:
        if person.away_as == "consent":
            return "consent"
        if not (terms.on and self._models.model):
            return "off"
        if brief.suspect:
            return "suspect"
        return None if brief.asks else "nothing"

    async def _by_models(self, tenant: str, brief: Brief, terms: VerdictTerms) -> Tailored:
        limits, day = Limits(terms.calls_a_day, terms.money_a_day), self._sources.now().date()
        if not await self._budget.reserve(tenant, day, limits, RESERVED):
            await self._budget.tell_spent(tenant, self._sources.now())
            return Tailored(brief, brief.suggestions, unasked="budget")
        bill, prompt = Bill(), PROMPTS[DEFAULT_PROMPT]
        answer = await self._asked(_task(brief, prompt), bill)
        spent = Cost(bill.calls, bill.cost, bill.tokens_in, bill.tokens_out)
        await self._budget.correct(tenant, day, RESERVED, spent)
        if answer is None:
            return Tailored(brief, brief.suggestions, unasked="away")
        return Tailored(brief, answer.said, answer.provider, answer.model, prompt.version)

    async def _asked(self, task: Task[Said], bill: Bill) -> Answer[Said] | None:
        try:
            async with asyncio.timeout(self._within), self._slots:
                return await self._models.ask(task, bill)
        except TimeoutError:
            return None


def _task(brief: Brief, prompt: Prompt) -> Task[Said]:
    return Task(
        messages=prompt.messages(brief),
        schema=SCHEMA,
        read=lambda text: read_suggestions(text, brief, prompt),
        again=lambda reply, complaint: prompt.repair(brief, reply, complaint),
    )
