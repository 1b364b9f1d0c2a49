"""Find the other side: those with the rare skills and those near in meaning, fused, and fairly from every tenant."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from rematch_common import metrics
from rematch_match.domain.bars import bar
from rematch_match.domain.census import Census
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.fusion import fused
from rematch_match.domain.own_skills import job_for, looked_up
from rematch_match.domain.probing import BREADTH, rare, worth
from rematch_match.domain.sharing import EACH, TOTAL, shares, turn
from rematch_match.domain.terms import Terms
from rematch_match.ports.circumstances import Circumstances
from rematch_match.ports.directory import Directory, Facts, Openings, People, Seek, SeekOpenings
from rematch_match.ports.vector_index import Query, VectorIndex, Where

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many people of a tenant and in all a posting is scored with, and how many openings a person."""

    each: int = EACH
    total: int = TOTAL
    openings: int = EACH


@dataclass(frozen=True, slots=True)
class Sources:
    """Where those are found who are looked for."""

    directory: Directory
    index: VectorIndex
    facts: Facts


class Retrieve:
    """The first stage: whom to score. It reads what is committed, so it never misses who was written before."""

    def __init__(self, sources: Sources, bounds: Bounds) -> None:
        self._directory = sources.directory
        self._index = sources.index
        self._facts = sources.facts
        self._bounds = bounds
        self._census: Census | None = None

    async def count_anew(self) -> None:
        self._census = await self._directory.census()

    async def people_for(self, job: JobFacts, under: Circumstances, now: datetime) -> list[CandidateFacts]:
        """The people whom an opening is scored with, tenant by tenant."""
        tenants = [t for t in await self._directory.tenants() if _lets_in(job, under.terms(t), now)]
        census = await self._counted()
        found, outgrown = await self._people_for(job, under, tenants, census)
        if outgrown:
            await self.count_anew()
            found, _ = await self._people_for(job, under, tenants, await self._counted())
        return await self._facts.people(found, under.readings)

    async def openings_for(self, person: CandidateFacts, under: Circumstances, now: datetime) -> list[JobFacts]:
        """The openings that a person is scored with."""
        terms = under.terms(person.key[0])
        if not terms.active:
            return []
        since = now - timedelta(days=terms.oldest_days) if terms.oldest_days else None
        skilled, near = await asyncio.gather(self._asking(person, under, since), self._near_openings(person, since))
        unknown = [job_id for job_id in near if job_id not in skilled]
        versions = skilled | (await self._directory.opening_versions(unknown) if unknown else {})
        best = fused([skilled, [job_id for job_id in near if job_id in versions]], self._bounds.openings)
        _count_full("jobs", len(best) >= self._bounds.openings)
        found = await self._facts.openings({job_id: versions[job_id] for job_id in best}, under.readings)
        return [job for job in found if _lets_in(job, terms, now)]

    async def _counted(self) -> Census:
        if self._census is None:
            await self.count_anew()
        return self._census or Census()

    async def _people_for(
        self, job: JobFacts, under: Circumstances, tenants: Sequence[str], census: Census
    ) -> tuple[People, bool]:
        """Versions by key; and whether a tenant has grown so much that the census must be taken again."""
        got = shares(
            {t: census.people.get(t, self._bounds.each) for t in tenants},
            job.job_id,
            self._bounds.each,
            self._bounds.total,
        )
        whole = [t for t, share in got.items() if census.people.get(t, 0) <= share]
        cut = [t for t in got if t not in set(whole)]
        everyone, skilled, near = await asyncio.gather(
            self._directory.everyone([_seek(job, t, {}, got[t] + 1) for t in whole]),
            self._directory.people_with([self._probe(job, t, got[t], under, census) for t in cut]),
            self._near_people(job, {t: got[t] for t in cut}),
        )
        found: People = {}
        for tenant, by_skill, nearest in zip(cut, skilled, near, strict=True):
            best = fused([by_skill, nearest], got[tenant])
            # Who was found by meaning alone is who they are now: an index may lag behind, or be ahead.
            found |= {key: by_skill.get(key, 0) for key in best}
            _count_full("candidates", len(best) >= got[tenant])
        for tenant, people in zip(whole, everyone, strict=True):
            found |= dict(list(people.items())[: got[tenant]])
        return found, any(len(people) > got[t] for t, people in zip(whole, everyone, strict=True))

    def _probe(self, job: JobFacts, tenant: str, share: int, under: Circumstances, census: Census) -> Seek:
        skills = rare(worth(job_for(job, tenant), under.rarity), census.have(tenant), BREADTH * share)
        return _seek(job, tenant, skills, share)

    async def _near_people(self, job: JobFacts, got: dict[str, int]) -> list[list[CandidateKey]]:
        if job.vector is None:
            return [[] for _ in got]
        categories = frozenset(job.asks.categories)
        queries = [Query(job.vector, share, Where(tenant=t, categories=categories)) for t, share in got.items()]
        found = await self._index.nearest("candidates", queries)
        return [[(t, ref[len(t) + 1 :]) for ref in refs] for t, refs in zip(got, found, strict=True)]

    async def _asking(self, person: CandidateFacts, under: Circumstances, since: datetime | None) -> Openings:
        census, most = await self._counted(), self._bounds.openings
        weights = {skill: under.rarity.weight(skill) for skill in person.skills}
        own = under.terms(tenant := person.key[0]).own_skills.ids.values()
        weights |= {looked_up(tenant, skill): weights[skill] for skill in person.skills.intersection(own)}
        probed = frozenset(rare(weights, census.asking, BREADTH * most))
        categories = frozenset(person.brings.categories)
        return await self._directory.openings_with(
            SeekOpenings(probed, weights, most, BREADTH * most, since, categories)
        )

    async def _near_openings(self, person: CandidateFacts, since: datetime | None) -> list[UUID]:
        if person.vector is None:
            return []
        where = Where(categories=frozenset(person.brings.categories), posted_since=day_of(since))
        (refs,) = await self._index.nearest("jobs", [Query(person.vector, self._bounds.openings, where)])
        return [UUID(ref) for ref in refs]


def _lets_in(job: JobFacts, terms: Terms, now: datetime) -> bool:
    """Whether an opening is for anybody of the tenant; where it isn't, nobody is searched for it."""
    return terms.active and bar(job, terms, now) is None


def day_of(instant: datetime | None) -> int | None:
    """In days since 1970."""
    return None if instant is None else (instant.date() - _EPOCH).days


def _seek(job: JobFacts, tenant: str, skills: dict[str, float], share: int) -> Seek:
    categories = frozenset(job.asks.categories)
    return Seek(tenant, skills, share, BREADTH * share, turn(job.job_id, tenant), categories)


def _count_full(side: str, full: bool) -> None:
    if full:
        metrics.FULL_SEARCHES.labels(side).inc()
