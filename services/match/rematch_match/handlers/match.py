"""Match a batch of openings and people: write yourself first, then look for the others."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.consume import Received
from rematch_common.contracts import RAW_JOBS, Trigger
from rematch_common.faults import fault_point
from rematch_common.records import Outgoing
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts, point_id
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.domain.scoring import Scorer
from rematch_match.handlers.arriving import arrivals, lives
from rematch_match.handlers.looking import Look
from rematch_match.handlers.own_words import InOwnWords
from rematch_match.handlers.retrieving import day_of
from rematch_match.ports import Arrivals, Point, Store, VectorIndex, Work
from rematch_match.ports.circumstances import Circumstances

# So many postings, or people, are settled in one transaction: it locks all whom they meet.
_TOGETHER = 4
_Seen = tuple[Work, Occasion, Sequence[Scored]]


class Match:
    """The handler of embedded-jobs and embedded-candidates. Its events go through the outbox.

    `model`: whose vectors are compared; empty: each record's first.
    """

    def __init__(self, store: Store, index: VectorIndex, look: Look, now: Now, model: str = "") -> None:
        self._store = store
        self._index = index
        self._look = look
        self._now = now
        self._model = model
        self._read = InOwnWords()

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        under = await self._look.circumstances()
        for part in lives(batch):
            await self._take(arrivals(part, self._model), under)
        return ()

    async def _take(self, arrived: Arrivals, under: Circumstances) -> None:
        work = await self._store.write(self._read(arrived, under))
        fault_point("match.written")
        work = await self._show(work)
        fault_point("match.indexed")
        await self.work_on(work, under)
        self._observe(work)

    async def work_on(self, work: Work, under: Circumstances | None = None) -> None:
        """Match what is stored and shown already."""
        under = under or await self._look.circumstances()
        if under.model:
            work = await self._store.compared(work)
        await self._each(await self._store.tasted(work), under)

    async def again(self, people: Sequence[CandidateKey], because: Trigger) -> None:
        """Match these people again as they are stored; who is gone meanwhile is nobody."""
        under = await self._look.circumstances()
        await self._each(Work((), await self._look.people(people, under)), under, because)

    async def settle(self, pairs: Sequence[PairKey], because: Trigger) -> None:
        """Look at these pairs again, and at nothing else."""
        under, now = await self._look.circumstances(), self._now()
        occasion = Occasion(now, Scorer(under.rarity, under.terms, now), because=because)
        told = await self._store.settle([Scored.unseen(pair) for pair in sorted(pairs)], Work((), ()), occasion)
        metrics.PAIRS.labels("told").inc(told)

    async def _each(self, work: Work, under: Circumstances, because: Trigger | None = None) -> None:
        """While some are settled the next are looked for, as another worker would: all of this work is written, and
        whoever settles compares versions."""
        rest = list(parts(work))
        ahead = self._ahead(rest, under, because)
        try:
            while ahead is not None:
                part, occasion, scored = await ahead
                ahead = self._ahead(rest, under, because)
                await self._settle(part, occasion, scored)
        finally:
            if ahead is not None:
                ahead.cancel()
                await asyncio.gather(ahead, return_exceptions=True)

    def _ahead(self, rest: list[Work], under: Circumstances, because: Trigger | None) -> asyncio.Task[_Seen] | None:
        return asyncio.create_task(self._seen(rest.pop(0), under, because)) if rest else None

    async def _seen(self, part: Work, under: Circumstances, because: Trigger | None) -> _Seen:
        now = self._now()
        jobs, people = (job.job_id for job in part.jobs), (person.key for person in part.candidates)
        scorer = Scorer(under.rarity, under.terms, now)
        occasion = Occasion(now, scorer, frozenset(jobs), because, frozenset(people))
        return part, occasion, await self._look(part, occasion, under)

    async def _settle(self, part: Work, occasion: Occasion, scored: Sequence[Scored]) -> None:
        told = await self._store.settle(sorted(scored, key=lambda pair: pair.key), part, occasion)
        fault_point("match.settled")
        metrics.PAIRS.labels("told").inc(told)

    def _observe(self, work: Work) -> None:
        for job in work.jobs:
            if received := job.lineage.get("received_at"):
                seconds = (self._now() - datetime.fromisoformat(received)).total_seconds()
                metrics.STAGE_LAG.labels("match").observe(max(0.0, seconds))
                if job.alive and job.lineage.get("raw_topic") == RAW_JOBS.name:
                    metrics.POSTING_TO_MATCH.observe(max(0.0, seconds))

    async def _show(self, work: Work) -> Work:
        """Put what can be matched into the index before anyone is looked for, and take out what can't. Gives the same
        work, with how much of those who are erased has been taken out."""
        await self._index.put("jobs", [point for job in work.jobs if (point := job_point(job))])
        await self._index.put("candidates", [point for c in work.candidates if (point := candidate_point(c))])
        fault_point("match.put")
        await self._index.remove("jobs", [job.job_id for job in work.jobs if job_point(job) is None])
        gone = [point_id(c.key) for c in work.candidates if candidate_point(c) is None]
        shown = await self._index.marks_of("candidates", gone) if work.endings else []
        await self._index.remove("candidates", gone)
        points = Counter(mark.id for mark in shown)
        counted = {key: replace(ending, points=points[point_id(key)]) for key, ending in work.endings.items()}
        return replace(work, endings=counted)


def parts(work: Work) -> Iterator[Work]:
    """Postings before people, a few at a time."""
    yield from (Work(work.jobs[at : at + _TOGETHER], ()) for at in range(0, len(work.jobs), _TOGETHER))
    people = (work.candidates[at : at + _TOGETHER] for at in range(0, len(work.candidates), _TOGETHER))
    yield from (Work((), some, work.endings) for some in people)


def job_point(job: JobFacts) -> Point | None:
    if not job.alive or job.vector is None:
        return None
    categories, day = frozenset(job.asks.categories), day_of(job.asks.posted_at)
    return Point(
        job.job_id, str(job.job_id), job.version, job.vector, job.skills, categories=categories, posted_day=day
    )


def candidate_point(candidate: CandidateFacts) -> Point | None:
    if not candidate.alive or candidate.vector is None:
        return None
    id_, ref = point_id(candidate.key), "/".join(candidate.key)
    tenant, categories = candidate.key[0], frozenset(candidate.brings.categories)
    return Point(id_, ref, candidate.version, candidate.vector, candidate.skills, tenant, categories)
