"""Facts of whom was scored lately, so that thousands of pairs don't read thousands of rows each time."""

import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar
from uuid import UUID

import numpy as np

from rematch_match.domain.asks import NOTHING_BROUGHT, Brings
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts, Vector
from rematch_match.ports.directory import Directory, Openings, People

K = TypeVar("K", bound=Hashable)
F = TypeVar("F", JobFacts, CandidateFacts)
T = TypeVar("T")
# So many rows are read at once, and the loop turns in between.
_PAGE = 500


class FactsCache:
    """See rematch_match.ports.directory.Facts. At most so many people and openings stay in memory.

    A search tells the versions that are committed; what is here at another one is read again. Nothing rests on it:
    whoever writes a pair compares versions under a lock.
    """

    def __init__(self, directory: Directory, people: int, openings: int) -> None:
        self._people = _Lately[CandidateKey, CandidateFacts](people, directory.people, lambda one: one.key)
        self._openings = _Lately[UUID, JobFacts](openings, directory.openings, lambda job: job.job_id)

    async def people(self, found: People, readings: Mapping[str, int]) -> list[CandidateFacts]:
        return await self._people.of(found, lambda one: one.reading >= readings.get(one.key[0], 0))

    async def openings(self, found: Openings, readings: Mapping[str, int]) -> list[JobFacts]:
        newest = max(readings.values(), default=0)
        return await self._openings.of(found, lambda job: job.reading >= newest)

    def compare_by(self, model: str) -> None:
        self._people.model = self._openings.model = model


class _Lately(Generic[K, F]):
    """Those asked for lately, by key."""

    def __init__(self, most: int, read: Callable[[Sequence[K]], Awaitable[list[F]]], key: Callable[[F], K]) -> None:
        self._most = most
        self._read: Callable[[Sequence[K]], Awaitable[list[F]]] = read
        self._key: Callable[[F], K] = key
        self._kept: OrderedDict[K, F] = OrderedDict()
        self._asked: set[K] = set()
        self.model = ""

    async def of(self, found: Mapping[K, int], is_read: Callable[[F], bool]) -> list[F]:
        kept = self._kept
        here = {key: facts for key, version in found.items() if (facts := kept.get(key)) and facts.version >= version}
        here = {key: facts for key, facts in here.items() if is_read(facts) and self._serves(facts)}
        missing = [key for key in found if key not in here]
        for start in range(0, len(missing), _PAGE):
            read = [compact(facts) for facts in await self._read(missing[start : start + _PAGE])]
            here |= {self._key(facts): facts for facts in read}
            self._keep(read)
        self._asked.update(here)
        if len(self._asked) > self._most:
            self._asked.intersection_update(self._kept)
        return [here[key] for key in found if key in here] if missing else list(here.values())

    def _serves(self, facts: F) -> bool:
        """A model's vectors come at a pace of their own, so a version alone doesn't tell that they are here."""
        return not self.model or (facts.vector is not None and facts.vector.model == self.model)

    def _keep(self, read: Sequence[F]) -> None:
        """Who was asked for since they were last in line gets another turn: cheaper than an order kept at each use."""
        self._kept |= {self._key(facts): facts for facts in read}
        while len(self._kept) > self._most:
            key, facts = self._kept.popitem(last=False)
            if key in self._asked:
                self._asked.discard(key)
                self._kept[key] = facts


def compact(facts: F) -> F:
    """The same in less room: a score needs no more of a vector than half precision, and skills are named alike."""
    vector = facts.vector
    if vector is not None:
        vector = Vector(sys.intern(vector.model), vector.values.astype(np.float16))
    if isinstance(facts, JobFacts):
        return replace(facts, vector=vector)
    key, skills = (sys.intern(facts.key[0]), facts.key[1]), frozenset(map(sys.intern, facts.skills))
    return replace(facts, key=key, vector=vector, skills=skills, brings=_shared(facts.brings))


_ALIKE: dict[Any, Any] = {}
"""Titles, places and pay that somebody named, one of each: most of what people bring is what others bring, too."""
_MOST_ALIKE = 200_000


def _shared(brings: Brings) -> Brings:
    if len(_ALIKE) > _MOST_ALIKE:
        _ALIKE.clear()
    return replace(
        brings,
        headline=_alike(brings.headline),
        titles=_alike(tuple(map(_alike, brings.titles))),
        home=_alike(brings.home),
        places=_alike(brings.places),
        pay=_alike(brings.pay),
        skill_years=brings.skill_years or NOTHING_BROUGHT.skill_years,
    )


def _alike(value: T) -> T:
    found: T = _ALIKE.setdefault(value, value)
    return found
