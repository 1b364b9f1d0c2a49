"""Settle pairs: with both sides locked, say what holds of each now, who has a place, and what has to be told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

import numpy as np

from rematch_common.contracts import WithdrawReason
from rematch_match.domain.bars import bar, bars_any
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Change, Finding, Occasion, Pair, PairKey, Scored, apart, judged
from rematch_match.domain.postings import Holder, Posting, held_back
from rematch_match.domain.scoring import Pairs
from rematch_match.domain.seats import Seats
from rematch_match.domain.telling import Teller, Told, withdrawal
from rematch_match.domain.verdicts.applying import with_given
from rematch_match.handlers.counting import count
from rematch_match.ports.ledger import Ledger, Overtaken, Sides


class Settlement:
    """One settlement, within one transaction. What is read is read once."""

    def __init__(self, ledger: Ledger, occasion: Occasion) -> None:
        self._ledger = ledger
        self._occasion = occasion
        self._teller = Teller(occasion)
        self._terms = occasion.scorer.terms
        self.sides = Sides()
        self._before: dict[PairKey, Pair] = {}
        self._jobs: dict[UUID, JobFacts] = {}
        self._people: dict[CandidateKey, CandidateFacts] = {}
        self._let_in: dict[Posting, list[Holder]] = defaultdict(list)

    async def lock(
        self, keys: Collection[PairKey], more_jobs: Collection[UUID] = (), more_people: Collection[CandidateKey] = ()
    ) -> None:
        """Before anything is read that could change."""
        jobs = {job_id for _, job_id in keys}.union(more_jobs)
        people = {person for person, _ in keys}.union(more_people)
        tenants = {tenant_id for tenant_id, _ in people}
        await self._stand_by_terms(tenants)
        self.sides = await self._ledger.lock(
            jobs, self._limited((t, job_id) for t in tenants for job_id in jobs), people
        )

    async def _stand_by_terms(self, tenants: Collection[str]) -> None:
        """Whatever was scored on older terms would undo what the new ones have brought about. Raises Overtaken."""
        known = await self._ledger.terms(tenants)
        moved = [tenant for tenant in tenants if self._terms(tenant).stand != known.get(tenant, 0)]
        if moved:
            raise Overtaken(moved)

    async def join(self, jobs: set[UUID], people: set[CandidateKey]) -> None:
        """Further openings, locked with the people that are. Raises Busy."""
        more = jobs - self.sides.jobs.keys()
        if more:
            postings = self._limited((tenant_id, job_id) for tenant_id, _ in people for job_id in more)
            self.sides.jobs.update(await self._ledger.join(more, postings))

    async def settle(self, scored: Iterable[Scored]) -> list[Told]:
        """What becomes of these pairs, and of others of the same people that have to make room or find some."""
        findings = await self._judge({one.key: one for one in scored})
        seats = Seats(findings, self._before, self._occasion)
        while asks := seats.asks():
            entering = seats.seat(await self._ledger.lists(asks))
            await self.join({pair.key[1] for pair in entering}, {pair.key[0] for pair in entering})
            seats.add(await self._judge({pair.key: Scored.unseen(pair.key) for pair in entering}))
        floors = {person: seen.floor for person, seen in self.sides.people.items()}
        told = await self._tell(seats.changes(floors))
        count(told, self._before, self._terms)
        return told

    async def _judge(self, scored: dict[PairKey, Scored]) -> list[Finding]:
        known = [key for key in scored if key[1] in self.sides.jobs and key[0] in self.sides.people]
        self._before |= await self._ledger.pairs(known)
        rejected = await self._ledger.rejected(known)
        barred = await self._barred(known)
        against: dict[PairKey, WithdrawReason] = {key: "filter" for key in known if (key[0][0], key[1]) in barred}
        against |= dict.fromkeys(rejected, "rejected")
        at_once = {key: self._at_once(scored[key], against.get(key)) for key in known}
        again = await self._score([key for key, finding in at_once.items() if finding is None])
        findings = [finding or again[key] for key, finding in at_once.items()]
        return await self._limit(await self._with_verdicts(findings))

    async def _with_verdicts(self, findings: list[Finding]) -> list[Finding]:
        """Nothing is asked for tenants that want none."""
        able = [one.key for one in findings if one.score is not None and self._terms(one.key[0][0]).verdicts.on]
        given = await self._ledger.given(able) if able else {}
        await self._load(list(given))
        return [
            with_given(
                one, self._jobs[one.key[1]], self._people[one.key[0]], given[one.key], self._occasion.terms(one.key[0])
            )
            if one.key in given
            else one
            for one in findings
        ]

    async def _barred(self, keys: Sequence[PairKey]) -> set[Posting]:
        """What keeps an opening from a tenant is seen before anybody is scored."""
        asked = {(person[0], job_id) for person, job_id in keys if bars_any(self._terms(person[0]))}
        postings = sorted(posting for posting in asked if self.sides.jobs[posting[1]].alive)
        await self._load_openings({job_id for _, job_id in postings})
        now = self._occasion.now
        return {(t, job_id) for t, job_id in postings if bar(self._jobs[job_id], self._terms(t), now) is not None}

    def _at_once(self, scored: Scored, against: WithdrawReason | None) -> Finding | None:
        """The finding, if that is possible without scoring the pair anew."""
        (person, job_id), score = scored.key, scored.score
        job, somebody, terms = self.sides.jobs[job_id], self.sides.people[person], self._terms(person[0])
        reason = apart(job.alive, job.merged_into is not None, somebody.away_as) or against
        if reason is None and not terms.active:
            reason = "filter"
        if reason is not None:
            return Finding(scored.key, reason=reason)
        now = (job.version, job.reading, somebody.version, somebody.reading, somebody.reacted)
        if score is None or scored.sides != now:
            return None
        return judged(scored.key, score, terms.least)

    async def _score(self, keys: Sequence[PairKey]) -> dict[PairKey, Finding]:
        """With what holds of both sides now."""
        await self._load(keys)
        jobs, people = list(self._jobs), list(self._people)
        job_at, person_at = ({key: at for at, key in enumerate(side)} for side in (jobs, people))
        pairs = Pairs(
            [self._jobs[job_id] for job_id in jobs],
            [self._people[person] for person in people],
            np.array([job_at[job_id] for _, job_id in keys], dtype=np.intp),
            np.array([person_at[person] for person, _ in keys], dtype=np.intp),
        )
        seen = self._occasion.scorer.score(pairs).some(range(len(keys))) if keys else []
        return {key: judged(key, score, self._terms(key[0][0]).least) for key, score in zip(keys, seen, strict=True)}

    async def _limit(self, findings: list[Finding]) -> list[Finding]:
        """Hold back whoever an opening's list in the tenant has no room for."""
        of_posting: dict[Posting, list[Finding]] = defaultdict(list)
        for finding in findings:
            if finding.fits:
                of_posting[finding.key[0][0], finding.key[1]].append(finding)
        limited = self._limited(of_posting)
        if not limited:
            return findings
        holders = await self._ledger.holders(limited)
        back: set[PairKey] = set()
        for posting, most in limited.items():
            told = [*holders.get(posting, []), *self._let_in[posting]]
            people = held_back(most, told, of_posting[posting])
            back |= {(person, posting[1]) for person in people}
            self._let_in[posting] += [(v.value, v.key[0]) for v in of_posting[posting] if v.key[0] not in people]
        return [replace(finding, held_back=True) if finding.key in back else finding for finding in findings]

    def _limited(self, postings: Iterable[Posting]) -> dict[Posting, int]:
        found = {posting: self._terms(posting[0]).most_per_posting for posting in postings}
        return {posting: most for posting, most in found.items() if most is not None}

    async def _load(self, keys: Sequence[PairKey]) -> None:
        await self._load_openings({job_id for _, job_id in keys})
        self._people |= await self._ledger.people({person for person, _ in keys} - self._people.keys())

    async def _load_openings(self, ids: set[UUID]) -> None:
        self._jobs |= await self._ledger.openings(ids - self._jobs.keys())

    def _brief(self, person: CandidateKey) -> CandidateFacts:
        return self._people.get(person) or CandidateFacts(person, self.sides.people[person].version, alive=True)

    async def _tell(self, changes: Sequence[Change]) -> list[Told]:
        """Of a person nothing but the version is told, and the way of a profile that is news: the rest isn't read."""
        keys = [one.pair.key for one in changes if one.what in ("found", "updated")]
        await self._load_openings({job_id for _, job_id in keys})
        trigger = self._occasion.trigger
        news = {p for p, job_id in keys if trigger(self._jobs[job_id], self._brief(p)) == "profile_changed"}
        self._people |= await self._ledger.people(news - self._people.keys())
        return [self._told(one) for one in changes]

    def _told(self, one: Change) -> Told:
        if one.what is None:
            return Told(one)
        person, job_id = one.pair.key
        if one.what == "withdrawn":
            seen = self.sides.jobs.get(job_id)
            return Told(one, withdrawal(one, seen.merged_into if seen else None, self._occasion))
        job, somebody = self._jobs[job_id], self._brief(person)
        return Told(one, self._teller.announcement(one, job, somebody), job.vector.space if job.vector else None)
