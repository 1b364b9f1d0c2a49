"""Take in candidates and what changes about them, and publish it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rematch_common.clock import Now
from rematch_common.errors import InvalidRecord
from rematch_common.keys import Principal
from rematch_ingest.domain.candidates import (
    Read,
    approved,
    consenting,
    expecting,
    of_path,
    patched,
    read_candidate,
    taken,
)
from rematch_ingest.domain.people import Change, Decide, Person
from rematch_ingest.domain.reading import Refused
from rematch_ingest.domain.refusing import HOW_TO_OPEN
from rematch_ingest.handlers.answers import Answer, count
from rematch_ingest.ports.candidates import Candidates
from rematch_ingest.ports.choices import Choices
from rematch_ingest.ports.sealing import Unreadable

MOST_FRESH = 100
"""A longer list is an import: what others send one by one must not wait behind it."""
Settle = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class TakeIn:
    """Every way in which a candidate comes to be, or changes. What is stored is published, at the latest when Kafka
    is back."""

    candidates: Candidates
    choices: Choices
    settle: Settle
    now: Now

    async def list(self, items: Sequence[Any], who: Principal) -> list[Answer]:
        """Each of them on its own: one that can't be read costs the others nothing."""
        read = await asyncio.to_thread(lambda: [read_candidate(item, who.tenant_id) for item in items])
        try:
            people = await self._save(who, read)
        except Unreadable as shut:
            read = [_shut_out(one, shut.people) for one in read]
            people = await self._save(who, read)
        await self.settle()
        saved = iter(people)
        answers = [
            _refused(item, one) if isinstance(one, Refused) else _accepted(next(saved))
            for item, one in zip(items, read, strict=True)
        ]
        count("candidate", answers)
        return answers

    async def _save(self, who: Principal, read: Sequence[Read | Refused]) -> Sequence[Person]:
        ready = await self.choices.ready_at_once(who.tenant_id)
        good = [Change(one.facts.candidate_id, taken(one, ready)) for one in read if isinstance(one, Read)]
        bulk = len(read) > MOST_FRESH
        return await self.candidates.change(who.tenant_id, good, self.now(), bulk=bulk) if good else ()

    async def put(self, who: Principal, candidate_id: str, item: Any, if_match: int | None) -> Person:
        """In place of what was there. Raises InvalidRecord, Conflict."""
        of_path(item, candidate_id)
        named = {**item, "candidate_id": candidate_id} if isinstance(item, dict) else item
        read = await asyncio.to_thread(read_candidate, named, who.tenant_id)
        if isinstance(read, Refused):
            raise InvalidRecord("bad_candidate", read.reason, field=read.field)
        ready = await self.choices.ready_at_once(who.tenant_id)
        return await self.change(who, candidate_id, expecting(if_match, _version(item), taken(read, ready)))

    async def patch(self, who: Principal, candidate_id: str, patch: Any, if_match: int | None) -> Person:
        """By JSON merge patch. Raises InvalidRecord, Conflict, Unknown."""
        decide = patched(patch, who.tenant_id)
        return await self.change(who, candidate_id, expecting(if_match, _version(patch), decide))

    async def approve(self, who: Principal, candidate_id: str) -> Person:
        """A recruiter's yes starts matching. Raises Conflict, Unknown."""
        return await self.change(who, candidate_id, approved)

    async def consent(self, who: Principal, candidate_id: str, agrees: bool) -> Person:
        """The person's own word on automated matching. Raises Unknown."""
        return await self.change(who, candidate_id, consenting(agrees))

    async def change(self, who: Principal, candidate_id: str, decide: Decide) -> Person:
        """One change of one person, stored and published."""
        (person,) = await self.candidates.change(who.tenant_id, [Change(candidate_id, decide)], self.now())
        await self.settle()
        return person


def _shut_out(one: Read | Refused, people: Sequence[str]) -> Read | Refused:
    if isinstance(one, Read) and one.facts.candidate_id in people:
        return Refused(f"what is kept of them can't be opened: {HOW_TO_OPEN}", "candidate_id")
    return one


def _version(item: Any) -> int | None:
    """The version that whoever sends this has seen last, if they say so."""
    version = item.get("version") if isinstance(item, dict) else None
    if version is None:
        return None
    if not isinstance(version, int) or isinstance(version, bool):
        raise InvalidRecord("bad_version", "version: the number that GET showed, or leave it out", field="version")
    return version


def _refused(item: Any, refused: Refused) -> Answer:
    candidate_id = item.get("candidate_id") if isinstance(item, dict) else None
    return Answer.of(str(candidate_id or ""), refused)


def _accepted(person: Person) -> Answer:
    return Answer(person.facts.candidate_id, accepted=True, version=person.version)
