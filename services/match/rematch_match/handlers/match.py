"""Match a batch of openings and people: write yourself first, then look for the others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.consume import Received
from rematch_common.contracts import EMBEDDED_JOBS, CandidateEmbedded, JobClosed, JobEmbedded, base_topic
from rematch_common.errors import InvalidRecord
from rematch_common.faults import fault_point
from rematch_common.records import Outgoing
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts, point_id
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.reading import candidate_facts, job_facts
from rematch_match.domain.scoring import Scorer, could_reach
from rematch_match.domain.terms import Terms
from rematch_match.ports import Arrivals, Point, Query, Side, Store, VectorIndex, Where, Work

# A tombstone that tells no version ends its key whatever comes late; versions are smaller than this.
FOR_GOOD = 2**53
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Search:
    """The least score that is told, how many one search brings, and whose vectors are compared (empty: the first)."""

    least: float
    retrieved: int
    model: str = ""


class Match:
    """The handler of embedded-jobs and embedded-candidates. Its events go through the outbox."""

    def __init__(self, store: Store, index: VectorIndex, now: Now, search: Search) -> None:
        self._store = store
        self._index = index
        self._now = now
        self._least = search.least
        self._retrieved = search.retrieved
        self._model = search.model

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        arrivals = _arrivals(batch, self._model)
        work = await self._store.write(arrivals)
        fault_point("match.written")
        await self._show(work)
        fault_point("match.indexed")
        pairs = await self._look(work) | await self._store.pairs_of(work)
        changed = frozenset(job.job_id for job in work.jobs)
        people = frozenset(person.key for person in work.candidates)
        scorer = Scorer(Rarity(), lambda _: Terms(least=self._least), self._now())
        occasion = Occasion(self._now(), scorer, changed, changed_people=people)
        told = await self._store.settle([Scored.unseen(key) for key in sorted(pairs)], work, occasion)
        fault_point("match.settled")
        metrics.PAIRS.labels("looked_at").inc(len(pairs))
        metrics.PAIRS.labels("told").inc(told)
        self._observe(work)
        return ()

    def _observe(self, work: Work) -> None:
        for job in work.jobs:
            if received := job.lineage.get("received_at"):
                seconds = (self._now() - datetime.fromisoformat(received)).total_seconds()
                metrics.STAGE_LAG.labels("match").observe(max(0.0, seconds))

    async def _show(self, work: Work) -> None:
        """Put what can be matched into the index before anyone is looked for, and take out what can't."""
        await self._index.put("jobs", [point for job in work.jobs if (point := job_point(job))])
        await self._index.put("candidates", [point for c in work.candidates if (point := candidate_point(c))])
        await self._index.remove("jobs", [job.job_id for job in work.jobs if job_point(job) is None])
        gone = [point_id(c.key) for c in work.candidates if candidate_point(c) is None]
        await self._index.remove("candidates", gone)

    async def _look(self, work: Work) -> set[PairKey]:
        """Both ways, by meaning and by skills; pairs that can't reach the least score are not looked at again."""
        jobs = [job for job in work.jobs if job.alive and job.skills]
        people = [candidate for candidate in work.candidates if candidate.alive and candidate.skills]
        pairs: set[PairKey] = set()
        for job, found in zip(jobs, await self._people_for(jobs), strict=True):
            pairs |= {(c.key, job.job_id) for c in found if could_reach(job, c, self._least)}
        for candidate, openings in zip(people, await self._openings_for(people), strict=True):
            pairs |= {(candidate.key, j.job_id) for j in openings if could_reach(j, candidate, self._least)}
        return pairs

    async def _people_for(self, jobs: Sequence[JobFacts]) -> list[list[CandidateFacts]]:
        if not jobs:
            return []
        by_skill = await self._store.people_with([job.skills for job in jobs], self._retrieved)
        near = await self._near("candidates", jobs)
        self._count_full("candidates", by_skill, near)
        keys = [[_candidate_key(ref) for ref in refs] for refs in near]
        known = {c.key: c for c in await self._store.people(sorted({key for found in keys for key in found}))}
        return [
            list({c.key: c for c in [*skilled, *(known[key] for key in found if key in known)]}.values())
            for skilled, found in zip(by_skill, keys, strict=True)
        ]

    async def _openings_for(self, people: Sequence[CandidateFacts]) -> list[list[JobFacts]]:
        if not people:
            return []
        by_skill = await self._store.openings_with([c.skills for c in people], self._retrieved)
        near = await self._near("jobs", people)
        self._count_full("jobs", by_skill, near)
        ids = [[UUID(ref) for ref in refs] for refs in near]
        known = {j.job_id: j for j in await self._store.openings(sorted({i for found in ids for i in found}))}
        return [
            list({j.job_id: j for j in [*skilled, *(known[i] for i in found if i in known)]}.values())
            for skilled, found in zip(by_skill, ids, strict=True)
        ]

    async def _near(self, side: Side, seekers: Sequence[JobFacts | CandidateFacts]) -> list[list[str]]:
        """For each the refs of what is near in meaning; none for one without a vector of the model."""
        queries = [_query(seeker, self._retrieved) for seeker in seekers]
        found = iter(await self._index.nearest(side, [query for query in queries if query is not None]))
        return [[] if query is None else next(found) for query in queries]

    def _count_full(self, side: Side, by_skill: Sequence[Sequence[object]], near: Sequence[Sequence[object]]) -> None:
        for kind, found in ((f"{side}_by_skill", by_skill), (f"{side}_by_meaning", near)):
            metrics.FULL_SEARCHES.labels(kind).inc(sum(len(one) >= self._retrieved for one in found))


def job_point(job: JobFacts) -> Point | None:
    if not job.alive or job.vector is None:
        return None
    return Point(job.job_id, str(job.job_id), job.version, job.vector, job.skills)


def candidate_point(candidate: CandidateFacts) -> Point | None:
    if not candidate.alive or candidate.vector is None:
        return None
    id_, ref = point_id(candidate.key), "/".join(candidate.key)
    return Point(id_, ref, candidate.version, candidate.vector, candidate.skills, tenant=candidate.key[0])


def _query(side: JobFacts | CandidateFacts, limit: int) -> Query | None:
    return Query(side.vector, limit, Where(skills=side.skills)) if side.vector is not None else None


def _candidate_key(ref: str) -> CandidateKey:
    tenant_id, _, candidate_id = ref.partition("/")
    return tenant_id, candidate_id


def _job_id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise InvalidRecord("bad_key", "the key of a tombstone must be a job_id, a UUID", field="key") from None


def _person(key: str) -> CandidateKey:
    tenant_id, candidate_id = _candidate_key(key)
    if not (_ID.fullmatch(tenant_id) and _ID.fullmatch(candidate_id)):
        raise InvalidRecord("bad_key", "the key of a tombstone must be tenant_id/candidate_id", field="key")
    return tenant_id, candidate_id


def _arrivals(batch: Sequence[Received], model: str) -> Arrivals:
    """Only the newest word about each key: within a batch, what came before it has already been overtaken."""
    jobs: dict[UUID, JobFacts] = {}
    people: dict[CandidateKey, CandidateFacts] = {}
    for received in batch:
        facts = _facts(received, model)
        if isinstance(facts, JobFacts):
            if facts.version >= jobs.get(facts.job_id, facts).version:
                jobs[facts.job_id] = facts
        elif facts.version >= people.get(facts.key, facts).version:
            people[facts.key] = facts
    return Arrivals(list(jobs.values()), list(people.values()))


def _facts(received: Received, model: str) -> JobFacts | CandidateFacts:
    event = received.event
    if isinstance(event, JobEmbedded):
        return job_facts(event, model)
    if isinstance(event, JobClosed):
        return JobFacts(event.job_id, event.version, alive=False, merged_into=event.merged_into)
    if isinstance(event, CandidateEmbedded):
        return candidate_facts(event, model)
    version = received.record.version or FOR_GOOD
    if base_topic(received.record.topic) == EMBEDDED_JOBS.name:
        return JobFacts(_job_id(received.key), version, alive=False)
    return CandidateFacts(_person(received.key), version, alive=False, away_as="erased")
