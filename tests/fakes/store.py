"""match's openings, people and pairs in memory."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from rematch_common.contracts import MatchFound, MatchUpdated, MatchWithdrawn
from rematch_common.errors import DependencyAway
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts, point_id
from rematch_match.domain.pairs import Occasion, Pair, PairKey, settle
from rematch_match.ports import Arrivals, Point, Side, Work

F = TypeVar("F", JobFacts, CandidateFacts)


class FakeStore:
    """See rematch_match.ports.Store. `events`: what was told, in order; while `away`, no pair can be settled."""

    def __init__(self) -> None:
        self.jobs: dict[UUID, JobFacts] = {}
        self.candidates: dict[CandidateKey, CandidateFacts] = {}
        self.pairs: dict[PairKey, Pair] = {}
        self.away = False
        self.events: list[MatchFound | MatchUpdated | MatchWithdrawn] = []
        self._finished: dict[UUID | CandidateKey, int] = {}

    async def write(self, arrivals: Arrivals) -> Work:
        for job in arrivals.jobs:
            if job.version > self.jobs.get(job.job_id, replace(job, version=0)).version:
                self.jobs[job.job_id] = job
        for person in arrivals.candidates:
            if person.version > self.candidates.get(person.key, replace(person, version=0)).version:
                self.candidates[person.key] = person
        return Work(
            [j for j in arrivals.jobs if self._due(j.job_id, j.version, self.jobs[j.job_id].version)],
            [c for c in arrivals.candidates if self._due(c.key, c.version, self.candidates[c.key].version)],
        )

    def _due(self, key: UUID | CandidateKey, version: int, stored: int) -> bool:
        return version == stored and self._finished.get(key, 0) < version

    async def people_with(self, skills: Sequence[frozenset[str]], limit: int) -> list[list[CandidateFacts]]:
        alive = [replace(c, vector=None) for c in self.candidates.values() if c.alive]
        return [_most_shared(alive, wanted)[:limit] for wanted in skills]

    async def openings_with(self, skills: Sequence[frozenset[str]], limit: int) -> list[list[JobFacts]]:
        alive = [replace(j, vector=None) for j in self.jobs.values() if j.alive]
        return [_most_shared(alive, wanted)[:limit] for wanted in skills]

    async def people(self, keys: Sequence[CandidateKey]) -> list[CandidateFacts]:
        return [replace(c, vector=None) for c in self.candidates.values() if c.key in keys and c.alive]

    async def openings(self, ids: Sequence[UUID]) -> list[JobFacts]:
        return [replace(j, vector=None) for j in self.jobs.values() if j.job_id in ids and j.alive]

    async def pairs_of(self, work: Work) -> set[PairKey]:
        jobs, people = {job.job_id for job in work.jobs}, {person.key for person in work.candidates}
        return {p.key for p in self.pairs.values() if p.active and (p.key[1] in jobs or p.key[0] in people)}

    async def settle(self, pairs: Sequence[PairKey], work: Work, occasion: Occasion) -> int:
        if self.away:
            raise DependencyAway("postgresql", "connection lost")
        found = [
            settle(self.pairs.get((key, job_id)), self.jobs[job_id], self.candidates[key], occasion)
            for key, job_id in pairs
            if job_id in self.jobs and key in self.candidates
        ]
        told = [change for change in found if change is not None]
        self.pairs |= {change.pair.key: change.pair for change in told}
        self.events += [change.event for change in told]
        done = {job.job_id: job.version for job in work.jobs} | {c.key: c.version for c in work.candidates}
        self._finished |= {key: max(version, self._finished.get(key, 0)) for key, version in done.items()}
        return len(told)

    async def all_points(self, side: Side) -> list[Point]:
        if side == "jobs":
            jobs = [j for j in self.jobs.values() if j.alive]
            return [Point(j.job_id, str(j.job_id), j.vector, j.skills) for j in jobs if j.vector]
        people = [c for c in self.candidates.values() if c.alive]
        return [Point(point_id(c.key), "/".join(c.key), c.vector, c.skills, c.key[0]) for c in people if c.vector]


def _most_shared(all_of_them: list[F], wanted: frozenset[str]) -> list[F]:
    sharing = [one for one in all_of_them if one.skills & wanted]
    return sorted(sharing, key=lambda one: len(one.skills & wanted), reverse=True)
