"""match's openings, people and pairs in memory."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from uuid import UUID

from rematch_common.contracts import MatchFeedback, MatchWithdrawn
from rematch_common.errors import DependencyAway
from rematch_match.domain.experiments.entering import entering
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.domain.telling import MatchEvent, Told
from rematch_match.domain.verdicts.wanting import wanting
from rematch_match.handlers.match import candidate_point, job_point
from rematch_match.handlers.settling import Settlement
from rematch_match.ports import Arrivals, Endings, Mark, Point, Side, Work
from tests.fakes.ledger import Books, FakeLedger, Waiting
from tests.fakes.tasting import tasting


class FakeStore:
    """See rematch_match.ports.Store.

    `events`: what was told, in order; `receipts`: which erasures were confirmed, with the points that were taken out;
    while `away`, no pair can be settled; `read_whole`: whose points were asked for.
    """

    def __init__(self) -> None:
        self.books = Books()
        self.away = False
        self.read_whole: list[str] = []
        self.events: list[MatchEvent] = []
        self.erased: dict[CandidateKey, int] = {}
        self.receipts: list[tuple[str, int]] = []
        self._finished: dict[UUID | CandidateKey, int] = {}

    @property
    def jobs(self) -> dict[UUID, JobFacts]:
        return self.books.jobs

    @property
    def candidates(self) -> dict[CandidateKey, CandidateFacts]:
        return self.books.people

    async def write(self, arrivals: Arrivals) -> Work:
        for job in arrivals.jobs:
            before = self.jobs.get(job.job_id, replace(job, version=0))
            if (job.version, job.reading) > (before.version, before.reading):
                # What is told of a closed one is kept.
                self.jobs[job.job_id] = job if job.alive else replace(job, asks=before.asks)
                if job.alive:
                    self.books.aliases.pop(job.job_id, None)
                elif job.merged_into is not None:
                    self.books.aliases[job.job_id] = job.merged_into
        for person in arrivals.candidates:
            known = self.candidates.get(person.key, replace(person, version=0))
            if (person.version, person.reading) > (known.version, known.reading):
                self.candidates[person.key] = person
        jobs = [j for j in arrivals.jobs if self._due(j.job_id, j.version, self.jobs[j.job_id].version)]
        people = [c for c in arrivals.candidates if self._due(c.key, c.version, self.candidates[c.key].version)]
        due = {person.key for person in people}
        self._answer_again({key: ending for key, ending in arrivals.endings.items() if key not in due})
        return Work(jobs, people, {key: ending for key, ending in arrivals.endings.items() if key in due})

    def _answer_again(self, endings: Endings) -> None:
        done = [one.erasure for key, one in endings.items() if self.erased.get(key, 0) >= one.erasure.version]
        self.receipts += [(erasure.erasure_id, 0) for erasure in done]

    def _due(self, key: UUID | CandidateKey, version: int, stored: int) -> bool:
        return version == stored and self._finished.get(key, 0) < version

    async def compared(self, work: Work) -> Work:
        """Here nothing is ever switched."""
        return work

    async def tasted(self, work: Work) -> Work:
        said, jobs = list(self.books.feedback.values()), self.jobs
        return replace(work, candidates=[tasting(one, said, jobs) for one in work.candidates])

    async def pairs_of(self, work: Work) -> set[PairKey]:
        jobs, people = {job.job_id for job in work.jobs}, {person.key for person in work.candidates}
        pairs = [pair.key for pair in self.books.pairs.values() if pair.state != "withdrawn"]
        found = {key for key in pairs if key[1] in jobs or key[0] in people}
        for job in work.jobs:
            if job.merged_into is not None:
                kin = self.books.family(job.job_id)
                elders = [member for member in kin if member in self.jobs and self.jobs[member].alive]
                matched = {person for person, job_id in pairs if job_id == job.job_id}
                refused = {person for person in self.candidates if self.books.rejected((person, e) for e in elders)}
                found |= {(person, elder) for person in matched | refused for elder in elders}
        return found

    async def settle(self, scored: Sequence[Scored], work: Work, occasion: Occasion) -> int:
        if self.away:
            raise DependencyAway("postgresql", "connection lost")
        settlement = Settlement(FakeLedger(self.books), occasion)
        await settlement.lock([one.key for one in scored], (), [person.key for person in work.candidates])
        told = self._save(await settlement.settle(scored), occasion)
        for person in work.candidates:
            if self.candidates.get(person.key, person).away_as == "erased":
                self.books.forget(person.key)
                if ending := work.endings.get(person.key):
                    self.erased[person.key] = ending.erasure.version
                    self.receipts.append((ending.erasure.erasure_id, ending.points))
        done = {job.job_id: job.version for job in work.jobs} | {c.key: c.version for c in work.candidates}
        self._finished |= {key: max(version, self._finished.get(key, 0)) for key, version in done.items()}
        return told

    async def react(self, records: Sequence[MatchFeedback], occasion: Occasion) -> int:
        pairs = {
            ((record.tenant_id, record.candidate_id), member)
            for record in records
            for member in self.books.family(record.job_id)
        }
        settlement = Settlement(FakeLedger(self.books), occasion)
        await settlement.lock(pairs)
        self.books.note(records)
        moved = {key for key in pairs if self.books.ever_rejected(key)}
        return self._save(await settlement.settle(map(Scored.unseen, sorted(moved))), occasion)

    def _save(self, told: Sequence[Told], occasion: Occasion) -> int:
        for pair in (one.change.pair for one in told):
            self.books.pairs[pair.key] = pair
            if pair.state == "withdrawn" and pair.told is None:
                del self.books.pairs[pair.key]
        for change in wanting(told, occasion):
            before = self.books.wants.get(change.pair.key)
            turn, claimed_at = (before.turn + 1, before.claimed_at) if before else (1, None)
            self.books.wants[change.pair.key] = Waiting(change.pair.score, occasion.now, turn, claimed_at)
        for key, arm in entering(told):
            self.books.exposures.setdefault((arm.name, key), (arm.arm, occasion.now))
        events = [one.event for one in told if one.event is not None]
        self.books.named |= {(one.tenant_id, one.candidate_id) for one in events}
        self.books.scorings |= {
            (((one.tenant_id, one.candidate_id), one.job_id), one.version): one.scoring
            for one in events
            if not isinstance(one, MatchWithdrawn)
        }
        self.events += events
        return len(events)

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
