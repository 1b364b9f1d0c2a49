"""Preview the matches of somebody, or of an opening, that is not stored: nothing of it stays."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from rematch_common.contracts import Candidate, Explanation, Job
from rematch_match.domain.bars import bar
from rematch_match.domain.drafts import words_of
from rematch_match.domain.explaining import explain
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.own_skills import Glossary, job_for
from rematch_match.domain.pairs import judged
from rematch_match.domain.reading import candidate_read, job_read
from rematch_match.domain.scoring import Pairs, Score, Scorer
from rematch_match.handlers.sources import Sources
from rematch_match.ports import Query, Where

_SHOWN = 10
_NEAR = 200


@dataclass(frozen=True, slots=True)
class Pick:
    """One of the best, with its reasons."""

    job: JobFacts
    person: CandidateFacts
    score: Score
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Previewed:
    """The best; how many would be matches; how many were looked at, and whether there are more that were not."""

    best: Sequence[Pick]
    count: int
    looked_at: int
    cut_off: bool
    note: str | None


class Preview:
    """`most`: how many are looked at of those that share skills."""

    def __init__(self, sources: Sources, most: int) -> None:
        self._sources = sources
        self._most = most

    async def of_person(self, draft: Candidate) -> Previewed:
        meaning = await self._sources.wordings.meaning(words_of(draft))
        words = await self._words(draft.tenant_id)
        person = words.person(candidate_read(draft, meaning.vector, {}), 0)
        sharing = await self._sources.catalogue.sharing(person.skills, self._most)
        known = {job.job_id: job for job in sharing}
        if meaning.vector is not None:
            (refs,) = await self._sources.index.nearest("jobs", [Query(meaning.vector, _NEAR)])
            others = [UUID(ref) for ref in refs if UUID(ref) not in known]
            known |= {job.job_id: job for job in await self._sources.catalogue.openings(others)}
        jobs = list(known.values())
        return await self._scored(jobs, [person], len(sharing) >= self._most, meaning.missing)

    async def of_opening(self, draft: Job, tenant: str) -> Previewed:
        meaning = await self._sources.wordings.meaning(words_of(draft))
        job = (await self._words(tenant)).job(job_read(draft, meaning.vector), 0)
        sharing = await self._sources.book.people_sharing(tenant, job_for(job, tenant).skills, self._most)
        known = {person.key: person for person in sharing}
        if meaning.vector is not None:
            query = Query(meaning.vector, _NEAR, Where(tenant=tenant))
            (refs,) = await self._sources.index.nearest("candidates", [query])
            keys = [key for ref in refs if (key := (tenant, ref.partition("/")[2])) not in known]
            known |= {person.key: person for person in await self._sources.book.people(tenant, keys)}
        people = list(known.values())
        return await self._scored([job], people, len(sharing) >= self._most, meaning.missing)

    async def _words(self, tenant: str) -> Glossary:
        return Glossary({tenant: (await self._sources.prevailing.now()).terms(tenant).own_skills})

    async def _scored(
        self, jobs: Sequence[JobFacts], people: Sequence[CandidateFacts], cut_off: bool, note: str | None
    ) -> Previewed:
        now_in_force = await self._sources.prevailing.now()
        terms = now_in_force.terms(people[0].key[0]) if people else now_in_force.otherwise
        jobs = [job for job in jobs if bar(job, terms, self._sources.now()) is None]
        scorer = Scorer(now_in_force.rarity, now_in_force.terms, self._sources.now())
        best, count = await asyncio.to_thread(_best, scorer, jobs, people)
        return Previewed(best, count, max(len(jobs), len(people)) if jobs and people else 0, cut_off, note)


def _best(scorer: Scorer, jobs: Sequence[JobFacts], people: Sequence[CandidateFacts]) -> tuple[list[Pick], int]:
    """One side is a single one. The best pairs, and how many would be matches."""
    size = len(jobs) * len(people)
    if not size:
        return [], 0
    pairs = Pairs(jobs, people, np.arange(size) % len(jobs), np.arange(size) // len(jobs))
    scores = scorer.score(pairs)
    terms = scorer.terms(people[0].key[0])
    order = [int(at) for at in np.argsort(-scores.value, kind="stable") if scores.value[at] >= terms.least]
    fitting = []
    for at, seen in zip(order, scores.some(order), strict=True):
        job, person = jobs[int(pairs.job_at[at])], people[int(pairs.person_at[at])]
        if judged((person.key, job.job_id), seen, terms.least).fits:
            fitting.append((job, person, seen))
    best = [
        Pick(job, person, seen.whole, explain(job, person, seen.whole, terms, scorer.rarity))
        for job, person, seen in fitting[:_SHOWN]
    ]
    return best, len(fitting)
