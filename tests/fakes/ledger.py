"""What a settlement reads of a store in memory. Nothing else runs meanwhile, so there is nothing to lock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

from rematch_common.contracts import MatchFeedback, Scoring, WithdrawReason
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Pair, PairKey
from rematch_match.domain.places import Ask, List, best, weakest, worth_a_place
from rematch_match.domain.postings import Holder, Posting
from rematch_match.domain.quality.showing import Showing
from rematch_match.domain.reactions import feedback_id, reaction_of
from rematch_match.domain.verdicts.given import Given
from rematch_match.ports.ledger import SeenJob, SeenPerson, Sides
from tests.fakes.tasting import tasting


@dataclass(frozen=True)
class Waiting:
    """A pair that wants a verdict, or `ended` without one."""

    score: float
    wanted_at: datetime
    turn: int = 1
    claimed_at: datetime | None = None
    ended: str | None = None
    ended_at: datetime | None = None
    again_at: datetime | None = None


@dataclass
class Books:
    """All that is stored."""

    jobs: dict[UUID, JobFacts] = field(default_factory=dict)
    people: dict[CandidateKey, CandidateFacts] = field(default_factory=dict)
    floors: dict[CandidateKey, int] = field(default_factory=dict)
    pairs: dict[PairKey, Pair] = field(default_factory=dict)
    aliases: dict[UUID, UUID] = field(default_factory=dict)
    feedback: dict[UUID, MatchFeedback] = field(default_factory=dict)
    settings: dict[str, int] = field(default_factory=dict)
    given: dict[PairKey, list[Given]] = field(default_factory=dict)
    wants: dict[PairKey, Waiting] = field(default_factory=dict)
    exposures: dict[tuple[str, PairKey], tuple[str, datetime]] = field(default_factory=dict)
    """By experiment and pair its arm, and since when."""
    named: set[CandidateKey] = field(default_factory=set)
    """Who has a pseudonym: of whom something was told."""
    shown: dict[tuple[PairKey, int, str], Showing] = field(default_factory=dict)
    """By pair, version and surface."""
    scorings: dict[tuple[PairKey, int], Scoring] = field(default_factory=dict)
    """Of every version that was told."""

    def person(self, key: CandidateKey) -> CandidateFacts:
        """With what they have made of openings."""
        return tasting(self.people[key], self.feedback.values(), self.jobs)

    def family(self, job_id: UUID) -> set[UUID]:
        found, size = {job_id}, 0
        while len(found) > size:
            size = len(found)
            found |= {end for pair in self.aliases.items() if found & set(pair) for end in pair}
        return found

    def status(self, key: PairKey) -> str | None:
        (tenant_id, candidate_id), job_id = key
        records = [
            one
            for one in self.feedback.values()
            if (one.tenant_id, one.candidate_id, one.job_id) == (tenant_id, candidate_id, job_id)
        ]
        return reaction_of(records).status if records else None

    def rejected(self, keys: Iterable[PairKey]) -> set[PairKey]:
        return {
            (person, job_id)
            for person, job_id in keys
            if any(self.status((person, member)) == "rejected" for member in self.family(job_id))
        }

    def ever_rejected(self, key: PairKey) -> bool:
        (tenant_id, candidate_id), kin = key[0], self.family(key[1])
        said = [one for one in self.feedback.values() if (one.tenant_id, one.candidate_id) == (tenant_id, candidate_id)]
        return any(one.action == "rejected" and one.job_id in kin for one in said)

    def note(self, records: Sequence[MatchFeedback]) -> None:
        for record in records:
            person = self.people.get((record.tenant_id, record.candidate_id))
            if person is None or person.away_as != "erased":
                self.feedback[feedback_id(record)] = record

    def forget(self, person: CandidateKey) -> None:
        mine = [pair for pair in self.pairs.values() if pair.key[0] == person]
        self.floors[person] = max([self.floors.get(person, 0), *(pair.version + 1 for pair in mine)])
        for pair in mine:
            del self.pairs[pair.key]
        for about in (self.given, self.wants):
            for key in [key for key in about if key[0] == person]:
                del about[key]
        self.exposures = {of: one for of, one in self.exposures.items() if of[1][0] != person}
        self.named.discard(person)
        self.shown = {of: one for of, one in self.shown.items() if of[0][0] != person}
        self.scorings = {of: one for of, one in self.scorings.items() if of[0][0] != person}
        said = self.feedback.items()
        self.feedback = {id_: one for id_, one in said if (one.tenant_id, one.candidate_id) != person}


class FakeLedger:
    """See rematch_match.ports.ledger.Ledger."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def terms(self, tenants: Collection[str]) -> Mapping[str, int]:
        return {tenant: version for tenant, version in self._books.settings.items() if tenant in tenants}

    async def lock(
        self, jobs: Collection[UUID], postings: Collection[Posting], people: Collection[CandidateKey]
    ) -> Sides:
        seen = await self.people(people)
        return Sides(
            dict(await self.join(jobs, postings)),
            {
                key: SeenPerson(one.version, _reason(one), self._books.floors.get(key, 0), one.reading, one.reacted)
                for key, one in seen.items()
            },
        )

    async def join(self, jobs: Collection[UUID], postings: Collection[Posting]) -> Mapping[UUID, SeenJob]:
        found = await self.openings(jobs)
        return {job_id: SeenJob(job.version, job.alive, job.merged_into, job.reading) for job_id, job in found.items()}

    async def pairs(self, keys: Sequence[PairKey]) -> dict[PairKey, Pair]:
        return {key: self._books.pairs[key] for key in keys if key in self._books.pairs}

    async def rejected(self, keys: Sequence[PairKey]) -> set[PairKey]:
        return self._books.rejected(keys)

    async def lists(self, asks: Sequence[Ask]) -> dict[CandidateKey, List]:
        return {ask.person: self._list(ask) for ask in asks}

    async def holders(self, postings: Collection[Posting]) -> dict[Posting, list[Holder]]:
        active = [pair for pair in self._books.pairs.values() if pair.active]
        return {
            posting: [(one.score, one.key[0]) for one in active if (one.key[0][0], one.key[1]) == posting]
            for posting in postings
        }

    async def openings(self, ids: Collection[UUID]) -> dict[UUID, JobFacts]:
        return {job_id: self._books.jobs[job_id] for job_id in ids if job_id in self._books.jobs}

    async def given(self, keys: Sequence[PairKey]) -> dict[PairKey, list[Given]]:
        return {key: list(self._books.given[key]) for key in keys if self._books.given.get(key)}

    async def people(self, keys: Collection[CandidateKey]) -> dict[CandidateKey, CandidateFacts]:
        return {key: self._books.person(key) for key in keys if key in self._books.people}

    def _list(self, ask: Ask) -> List:
        ranked = sorted((p for p in self._books.pairs.values() if p.key[0] == ask.person), key=lambda pair: pair.rank)
        holding = [pair for pair in ranked if pair.active]
        taken, broader = len(holding), sum(pair.score < ask.low for pair in holding)
        worth = worth_a_place(ask, taken)
        waiting = [pair for pair in ranked if pair.state == "displaced" and pair.score >= worth]
        weak = holding[max(0, taken - weakest(ask, taken, broader)) :]
        return List(taken, [*weak, *waiting[: best(ask, taken)]])


def _reason(person: CandidateFacts) -> WithdrawReason | None:
    return None if person.alive else cast(WithdrawReason, person.away_as or "erased")
