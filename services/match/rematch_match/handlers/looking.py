"""Score whoever could match, and whoever is matched already, with what is known of both."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from rematch_common import metrics
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.domain.scoring import Pairs, Scorer, could_meet
from rematch_match.handlers.retrieving import Retrieve
from rematch_match.ports import Store, Work
from rematch_match.ports.circumstances import Circumstances, Prevailing
from rematch_match.ports.directory import Directory, Facts


@dataclass(frozen=True, slots=True)
class Known:
    """Where those are read who are known by key."""

    directory: Directory
    facts: Facts


class Look:
    """The pairs of some work that are to be settled: those that reach their tenant's least, and those in force."""

    def __init__(self, retrieve: Retrieve, store: Store, known: Known, prevailing: Prevailing) -> None:
        self._retrieve = retrieve
        self._store = store
        self._directory = known.directory
        self._facts = known.facts
        self._prevailing = prevailing

    async def circumstances(self) -> Circumstances:
        """Those of this moment; a batch asks once."""
        under = await self._prevailing.now()
        self._facts.compare_by(under.model)
        return under

    async def people(self, keys: Sequence[CandidateKey], under: Circumstances) -> list[CandidateFacts]:
        """As they are stored now, whoever of them can be matched."""
        await self._facts.catch_up()
        return list((await self._people(set(keys), under)).values())

    async def __call__(self, work: Work, occasion: Occasion, under: Circumstances) -> list[Scored]:
        scorer, now = occasion.scorer, occasion.now
        await self._facts.catch_up()
        jobs = [job for job in work.jobs if job.alive]
        people = [one for one in work.candidates if one.alive]
        found = await asyncio.gather(*(self._retrieve.people_for(job, under, now) for job in jobs))
        openings = await asyncio.gather(*(self._retrieve.openings_for(one, under, now) for one in people))
        scored: dict[PairKey, Scored] = {}
        for job, those in zip(jobs, found, strict=True):
            metrics.PAIRS.labels("looked_at").inc(len(those))
            able = could_meet(job, those)
            scored |= _worth_telling(Pairs([job], able, *_all(1, len(able))), scorer)
        for one, these in zip(people, openings, strict=True):
            metrics.PAIRS.labels("looked_at").inc(len(these))
            scored |= _worth_telling(Pairs(these, [one], *_all(len(these), 1)), scorer)
        in_force = await self._store.pairs_of(work) - scored.keys()
        return [*scored.values(), *await self._again(in_force, work, scorer, under)]

    async def _again(self, pairs: set[PairKey], work: Work, scorer: Scorer, under: Circumstances) -> list[Scored]:
        """Pairs that were told once and that no search has brought, scored as they are now."""
        if not pairs:
            return []
        jobs = {job.job_id: job for job in work.jobs if job.alive}
        people = {one.key: one for one in work.candidates if one.alive}
        own_jobs, own_people = {job.job_id for job in work.jobs}, {one.key for one in work.candidates}
        jobs |= await self._openings({job_id for key, job_id in pairs if key in people} - own_jobs, under)
        people |= await self._people({key for key, job_id in pairs if job_id in jobs} - own_people, under)
        whole = sorted(key for key in pairs if key[1] in jobs and key[0] in people)
        both = Pairs.of([(jobs[job_id], people[key]) for key, job_id in whole])
        seen = scorer.score(both).some(range(len(whole))) if whole else []
        metrics.PAIRS.labels("looked_at").inc(len(whole))
        again = [Scored.of(jobs[job_id], people[key], score) for (key, job_id), score in zip(whole, seen, strict=True)]
        return again + [Scored.unseen(pair) for pair in sorted(pairs.difference(whole))]

    async def _openings(self, ids: set[UUID], under: Circumstances) -> Mapping[UUID, JobFacts]:
        versions = await self._directory.opening_versions(sorted(ids)) if ids else {}
        return {job.job_id: job for job in await self._facts.openings(versions, under.readings)}

    async def _people(self, keys: set[CandidateKey], under: Circumstances) -> Mapping[CandidateKey, CandidateFacts]:
        found = dict.fromkeys(sorted(keys), 0)
        return {one.key: one for one in await self._facts.people(found, under.readings)}


def _worth_telling(pairs: Pairs, scorer: Scorer) -> dict[PairKey, Scored]:
    """Those that reach the least score of their tenant. One that a filter keeps apart has none, whatever is asked."""
    if not len(pairs):
        return {}
    scores = scorer.score(pairs)
    least = {tenant: scorer.terms(tenant).least for tenant in {one.key[0] for one in pairs.people}}
    needed = np.array([least[one.key[0]] for one in pairs.people])[pairs.person_at]
    found: dict[PairKey, Scored] = {}
    these = np.flatnonzero((scores.value >= needed) & (scores.value > 0)).tolist()
    for at, score in zip(these, scores.some(these), strict=True):
        job, person = pairs.jobs[pairs.job_at[at]], pairs.people[pairs.person_at[at]]
        found[person.key, job.job_id] = Scored.of(job, person, score)
    return found


def _all(jobs: int, people: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each of so many openings with each of so many people."""
    return np.repeat(np.arange(jobs), people), np.tile(np.arange(people), jobs)
