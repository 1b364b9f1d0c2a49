"""match's openings, people and pairs in memory."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from uuid import UUID

from rematch_common.contracts import MatchFound, MatchUpdated, MatchWithdrawn
from rematch_common.errors import DependencyAway
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Occasion, Pair, PairKey, settle
from rematch_match.handlers.match import candidate_point, job_point
from rematch_match.ports import Arrivals, Mark, Point, Side, Work


class FakeStore:
    """See rematch_match.ports.Store.

    `events`: what was told, in order; while `away`, no pair can be settled; `read_whole`: whose points were asked for.
    """

    def __init__(self) -> None:
        self.jobs: dict[UUID, JobFacts] = {}
        self.candidates: dict[CandidateKey, CandidateFacts] = {}
        self.pairs: dict[PairKey, Pair] = {}
        self.away = False
        self.read_whole: list[str] = []
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

    async def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        marks = [point.mark for point in self._points(side)]
        for start in range(0, len(marks), size):
            yield marks[start : start + size]

    async def marks_of(self, side: Side, refs: Sequence[str]) -> list[Mark]:
        return [point.mark for point in self._points(side) if point.ref in refs]

    async def points(self, side: Side, refs: Sequence[str]) -> list[Point]:
        self.read_whole += refs
        return [point for point in self._points(side) if point.ref in refs]

    def _points(self, side: Side) -> list[Point]:
        jobs, people = map(job_point, self.jobs.values()), map(candidate_point, self.candidates.values())
        return [point for point in (jobs if side == "jobs" else people) if point is not None]
