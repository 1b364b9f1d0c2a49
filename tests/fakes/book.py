"""The people and pairs that match's API looks up, in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from rematch_common.contracts import MatchFeedback, match_id_of
from rematch_match.domain.facts import CandidateFacts, CandidateKey
from rematch_match.domain.learning import Success
from rematch_match.domain.listing import Head, State
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.titles import read_title
from rematch_match.domain.verdicts.given import Given
from rematch_match.ports.book import Body, Place
from tests.fakes.shelf import Shelf, sharing

_OUTCOMES = ("hired", "offered", "interviewed")


class FakeBook:
    """See rematch_match.ports.book.Book."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def person(self, key: CandidateKey) -> CandidateFacts | None:
        return self._shelf.person(key) if key in self._shelf.people else None

    async def of_person(self, key: CandidateKey, states: Sequence[State]) -> list[Head]:
        return [head for (person, _), head in self._shelf.heads.items() if person == key and head.state in states]

    async def of_opening(self, tenant: str, job_id: UUID, states: Sequence[State]) -> list[Head]:
        return [
            h for (who, job), h in self._shelf.heads.items() if (who[0], job) == (tenant, job_id) and h.state in states
        ]

    async def newest(self, tenant: str, most: int, after: Place | None) -> list[Head]:
        placed = {_place(head): head for head in self._in_force(tenant)}
        return [placed[place] for place in sorted(placed, reverse=True) if after is None or place < after][:most]

    async def scores(self, tenant: str) -> list[int]:
        counted = Counter(min(9, int(head.score // 10)) for head in self._in_force(tenant))
        return [counted[tenth] for tenth in range(10)]

    def _in_force(self, tenant: str) -> list[Head]:
        return [head for (who, _), head in self._shelf.heads.items() if who[0] == tenant and head.state == "active"]

    async def pair(self, key: PairKey) -> Head | None:
        return self._shelf.heads.get(key)

    async def named(self, tenant: str, match_id: UUID) -> PairKey | None:
        return next((k for k in self._shelf.heads if k[0][0] == tenant and match_id_of(*k[0], k[1]) == match_id), None)

    async def bodies(self, keys: Sequence[PairKey]) -> Mapping[PairKey, Body]:
        card = {key: self._shelf.jobs[key[1]].card for key in keys if key[1] in self._shelf.jobs}
        return {
            key: {"job": card.get(key), **self._shelf.bodies.get(key, {})} for key in keys if key in self._shelf.heads
        }

    async def given(self, key: PairKey) -> Sequence[Given]:
        return self._shelf.given.get(key, [])

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
        people = self._shelf.people.items()
        return [self._shelf.person(key) for key, p in people if key in keys and key[0] == tenant and p.alive]

    async def people_sharing(self, tenant: str, skills: frozenset[str], most: int) -> list[CandidateFacts]:
        people = [self._shelf.person(key) for key, one in self._shelf.people.items() if one.alive and key[0] == tenant]
        return sharing(sorted(people, key=lambda person: person.key), skills)[:most]


def _place(head: Head) -> Place:
    assert head.told_at is not None
    return head.told_at, match_id_of(*head.key[0], head.key[1])
