"""Who is there, as a store in memory knows it; facts are read anew each time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from rematch_match.domain.census import FLOOR, Census
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts, point_id
from rematch_match.domain.own_skills import all_looked_up
from rematch_match.ports.directory import Openings, People, Seek, SeekOpenings
from tests.fakes.store import FakeStore


class FakeDirectory:
    """See rematch_match.ports.directory: Directory and Facts. `counted`: how often the census was taken."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store
        self.counted = 0

    async def tenants(self) -> list[str]:
        return sorted({tenant for tenant, _ in self._store.candidates})

    async def census(self) -> Census:
        self.counted += 1
        people = self._people()
        having = {tenant: _common(c.skills for c in people if c.key[0] == tenant) for tenant, _ in map(_key, people)}
        asking = _common(job.skills for job in self._openings())
        return Census(Counter(c.key[0] for c in people), {t: one for t, one in having.items() if one}, asking)

    async def people_with(self, seeks: Sequence[Seek]) -> list[People]:
        return [self._people_with(seek) for seek in seeks]

    def _people_with(self, seek: Seek) -> People:
        merits: dict[CandidateKey, float] = {}
        near = sorted(self._among(seek), key=lambda c: ((point_id(c.key).int - seek.start) % 2**32, c.key))
        for skill, weight in seek.skills.items():
            for owner in [c for c in near if skill in c.skills][: seek.reads]:
                merits[owner.key] = merits.get(owner.key, 0.0) + weight
        best = sorted(merits, key=lambda key: -merits[key])[: seek.most]
        return {key: self._store.candidates[key].version for key in best}

    async def everyone(self, seeks: Sequence[Seek]) -> list[People]:
        return [{c.key: c.version for c in self._among(seek)[: seek.most]} for seek in seeks]

    async def written(self, since: str | None) -> tuple[list[CandidateKey], str]:
        return ([] if since is None else sorted(self._store.candidates)), "now"

    async def catch_up(self) -> None:
        """Nothing is kept here."""

    async def people(
        self, keys: Iterable[CandidateKey], readings: Mapping[str, int] | None = None
    ) -> list[CandidateFacts]:
        known = {c.key: replace(self._store.books.person(c.key), lineage={}) for c in self._people()}
        return [known[key] for key in keys if key in known]

    async def openings_with(self, seek: SeekOpenings) -> Openings:
        found = [
            job
            for job in self._openings()
            if _asked(job) & seek.probed
            and _meet(seek.categories, job.asks.categories)
            and not (seek.since and job.asks.posted_at and job.asks.posted_at < seek.since)
        ]
        newest = sorted(found, key=lambda j: (-(j.asks.posted_at.timestamp() if j.asks.posted_at else 0), j.job_id))
        newest.sort(key=lambda job: -sum(seek.weights.get(skill, 0.0) for skill in _asked(job)))
        return {job.job_id: job.version for job in newest[: seek.most]}

    async def opening_versions(self, ids: Sequence[UUID]) -> Openings:
        return {job.job_id: job.version for job in self._openings() if job.job_id in ids}

    async def openings(self, ids: Iterable[UUID], readings: Mapping[str, int] | None = None) -> list[JobFacts]:
        known = {job.job_id: replace(job, lineage={}, text="") for job in self._openings()}
        return [known[job_id] for job_id in ids if job_id in known]

    def compare_by(self, model: str) -> None:
        """Nothing is kept here."""

    def _people(self) -> list[CandidateFacts]:
        return sorted((c for c in self._store.candidates.values() if c.alive), key=_key)

    def _openings(self) -> list[JobFacts]:
        return [job for job in self._store.jobs.values() if job.alive]

    def _among(self, seek: Seek) -> list[CandidateFacts]:
        mine = [c for c in self._people() if c.key[0] == seek.tenant_id]
        return [c for c in mine if _meet(seek.categories, c.brings.categories)]


def _asked(job: JobFacts) -> frozenset[str]:
    return job.skills | all_looked_up(job)


def _key(person: CandidateFacts) -> CandidateKey:
    return person.key


def _meet(wanted: frozenset[str], has: Iterable[str]) -> bool:
    return not wanted or not has or bool(wanted.intersection(has))


def _common(sets: Iterable[frozenset[str]]) -> dict[str, int]:
    counts = Counter(skill for skills in sets for skill in skills)
    return {skill: count for skill, count in counts.items() if count > FLOOR}
