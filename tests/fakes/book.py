"""What match's API looks up, in memory."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from rematch_common.contracts import MatchFeedback, grade_of, match_id_of
from rematch_jobtext import parse_location
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.learning import Success
from rematch_match.domain.listing import Head, State
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.reactions import Reaction, reaction_of
from rematch_match.domain.titles import read_title
from rematch_match.ports.book import Body, Counts, Found, Wanted

F = TypeVar("F", JobFacts, CandidateFacts)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_OUTCOMES = ("hired", "offered", "interviewed")


@dataclass
class Shelf:
    """What the fakes share, as tests fill it."""

    jobs: dict[UUID, JobFacts] = field(default_factory=dict)
    people: dict[CandidateKey, CandidateFacts] = field(default_factory=dict)
    heads: dict[PairKey, Head] = field(default_factory=dict)
    bodies: dict[PairKey, Body] = field(default_factory=dict)
    said: list[MatchFeedback] = field(default_factory=list)
    aliases: dict[UUID, UUID] = field(default_factory=dict)

    def reaction(self, key: PairKey) -> Reaction | None:
        """What was said of the pair comes to."""
        said = [one for one in self.said if ((one.tenant_id, one.candidate_id), one.job_id) == key]
        return reaction_of(said) if said else None

    def say(self, feedback: MatchFeedback) -> None:
        """Told, and shown at once: a no withdraws the match."""
        self.said.append(feedback)
        key = (feedback.tenant_id, feedback.candidate_id), feedback.job_id
        reaction = self.reaction(key)
        if reaction is not None and key in self.heads:
            head = replace(self.heads[key], status=reaction.status, saved=reaction.saved, outcome=reaction.outcome)
            gone = reaction.status == "rejected"
            self.heads[key] = replace(head, state="withdrawn", reason="rejected") if gone else head

    def put(self, *facts: JobFacts | CandidateFacts) -> None:
        for one in facts:
            if isinstance(one, JobFacts):
                self.jobs[one.job_id] = one
            else:
                self.people[one.key] = one


class FakeBook:
    """See rematch_match.ports.book.Book."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def person(self, key: CandidateKey) -> CandidateFacts | None:
        return self._shelf.people.get(key)

    async def of_person(self, key: CandidateKey, states: Sequence[State]) -> list[Head]:
        return [head for (person, _), head in self._shelf.heads.items() if person == key and head.state in states]

    async def of_opening(self, tenant: str, job_id: UUID, states: Sequence[State]) -> list[Head]:
        return [
            h for (who, job), h in self._shelf.heads.items() if (who[0], job) == (tenant, job_id) and h.state in states
        ]

    async def pair(self, key: PairKey) -> Head | None:
        return self._shelf.heads.get(key)

    async def named(self, tenant: str, match_id: UUID) -> PairKey | None:
        return next((k for k in self._shelf.heads if k[0][0] == tenant and match_id_of(*k[0], k[1]) == match_id), None)

    async def bodies(self, keys: Sequence[PairKey]) -> Mapping[PairKey, Body]:
        card = {key: self._shelf.jobs[key[1]].card for key in keys if key[1] in self._shelf.jobs}
        return {
            key: {"job": card.get(key), **self._shelf.bodies.get(key, {})} for key in keys if key in self._shelf.heads
        }

    async def status(self, key: PairKey) -> str | None:
        ids = {key[1]} | {younger for younger, elder in self._shelf.aliases.items() if elder == key[1]}
        found = [one.status for job_id in ids if (one := self._shelf.reaction((key[0], job_id))) is not None]
        return "rejected" if "rejected" in found else found[-1] if found else None

    async def next_ones(self, key: CandidateKey, most: int) -> list[frozenset[str]]:
        heads = await self.of_person(key, ("active", "displaced"))
        heads.sort(key=lambda h: (h.state == "active", h.score if h.state == "active" else -h.score, str(h.key[1])))
        jobs = (self._shelf.jobs[head.key[1]] for head in heads)
        return [job.required for job in jobs if job.alive][:most]

    async def least_kept(self, key: CandidateKey) -> tuple[int, float]:
        scores = [head.score for head in await self.of_person(key, ("active",))]
        return len(scores), min(scores, default=0.0)

    async def successes(self, tenant: str, apart_from: str, most: int) -> list[Success]:
        said = [f for f in self._shelf.said if f.tenant_id == tenant and f.candidate_id != apart_from]
        told = sorted((f for f in said if f.action in _OUTCOMES), key=lambda f: f.occurred_at, reverse=True)
        return [self._success(feedback) for feedback in told[:most]]

    def _success(self, feedback: MatchFeedback) -> Success:
        job = self._shelf.jobs[feedback.job_id]
        person = self._shelf.people[feedback.tenant_id, feedback.candidate_id]
        return Success(feedback.action, person.skills, job.skills, read_title(job.asks.title).occupation)

    async def people(self, tenant: str, keys: Sequence[CandidateKey]) -> list[CandidateFacts]:
        return [p for key, p in self._shelf.people.items() if key in keys and key[0] == tenant and p.alive]

    async def people_sharing(self, tenant: str, skills: frozenset[str], most: int) -> list[CandidateFacts]:
        people = [person for person in self._shelf.people.values() if person.alive and person.key[0] == tenant]
        return _sharing(sorted(people, key=lambda person: person.key), skills)[:most]


class FakeCatalogue:
    """See rematch_match.ports.book.Catalogue."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def opening(self, job_id: UUID) -> JobFacts | None:
        return self._shelf.jobs.get(job_id)

    async def openings(self, ids: Sequence[UUID]) -> list[JobFacts]:
        return await self.among(ids, Wanted())

    async def newest(self, wanted: Wanted, most: int, after: tuple[datetime, UUID] | None) -> list[Found]:
        found = [
            Found(job, job.asks.posted_at or _LONG_AGO)
            for job in self._shelf.jobs.values()
            if _is_wanted(job, wanted) and _has_words(job, wanted.text)
        ]
        found.sort(key=lambda one: (one.posted_at, one.job.job_id), reverse=True)
        return [one for one in found if after is None or (one.posted_at, one.job.job_id) < after][:most]

    async def among(self, ids: Sequence[UUID], wanted: Wanted) -> list[JobFacts]:
        return [job for job in self._shelf.jobs.values() if job.job_id in ids and _is_wanted(job, wanted)]

    async def with_words(self, wanted: Wanted, skills: frozenset[str], most: int) -> list[UUID]:
        jobs = [job for job in self._shelf.jobs.values() if _is_wanted(job, wanted)]
        hits = [job for job in jobs if _has_words(job, wanted.text) or (skills and skills <= job.skills)]
        hits.sort(
            key=lambda job: (not _has_words(job, wanted.text), not _has_words(job, wanted.text, "title"), job.job_id)
        )
        return [job.job_id for job in hits][:most]

    async def sharing(self, skills: frozenset[str], most: int) -> list[JobFacts]:
        alive = sorted((job for job in self._shelf.jobs.values() if job.alive), key=lambda job: job.job_id)
        return _sharing(alive, skills)[:most]

    async def counts(self, tenant: str, now: datetime) -> Counts:
        jobs = [job for job in self._shelf.jobs.values() if job.alive]
        ages = [now - job.asks.posted_at for job in jobs if job.asks.posted_at]
        openings = {
            "open": len(jobs),
            "closed": len(self._shelf.jobs) - len(jobs),
            "of_the_last_day": sum(age < timedelta(days=1) for age in ages),
            "of_the_last_week": sum(age < timedelta(days=7) for age in ages),
        }
        mine = {((one.tenant_id, one.candidate_id), one.job_id) for one in self._shelf.said if one.tenant_id == tenant}
        active = [h for key, h in self._shelf.heads.items() if key[0][0] == tenant and h.state == "active"]
        return Counts(
            openings=openings,
            workplaces=Counter(job.asks.workplace for job in jobs),
            categories=Counter(name for job in jobs for name in job.asks.categories),
            companies=Counter(job.asks.company for job in jobs if job.asks.company),
            grades=Counter(grade_of(head.score) for head in active),
            statuses=Counter(one.status for key in mine if (one := self._shelf.reaction(key)) is not None),
            people=sum(person.alive and key[0] == tenant for key, person in self._shelf.people.items()),
        )


def _sharing(all_of_them: Sequence[F], skills: frozenset[str]) -> list[F]:
    sharing = [one for one in all_of_them if one.skills & skills]
    return sorted(sharing, key=lambda one: -len(one.skills & skills))


def _is_wanted(job: JobFacts, wanted: Wanted) -> bool:
    asks = job.asks
    at = parse_location(wanted.location).locations if wanted.location else ()
    cities = {(place.city, place.country) for place in asks.places}
    return (
        job.alive
        and _words(wanted.company) <= _words(asks.company)
        and (not at or any((place.city, place.country) in cities for place in at))
        and (wanted.remote is None or (asks.workplace == "remote") == wanted.remote)
        and (wanted.since is None or (asks.posted_at or _LONG_AGO) >= wanted.since)
        and (not wanted.category or wanted.category in asks.categories)
    )


def _has_words(job: JobFacts, text: str, where: str = "") -> bool:
    parts = (job.asks.title, "" if where else " ".join((job.asks.company, job.text, *job.skills)))
    return _words(text) <= _words(" ".join(parts))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
