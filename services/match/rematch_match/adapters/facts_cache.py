"""Facts of whom was scored lately, so that thousands of pairs don't read thousands of rows each time."""

import asyncio
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
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

    Who was written since the last time is forgotten, and read again. A search by skills tells versions, too: what is
    here at an older one is read again. Whoever writes a pair compares versions under a lock.
    """

    def __init__(self, directory: Directory, people: int, openings: int) -> None:
        self._directory = directory
        self._since: str | None = None
        # The first one is told of nobody: a second one at the same time would pass over what was written between.
        self._catching_up = asyncio.Lock()
        self._people = _Lately[CandidateKey, CandidateFacts](people, directory.people, lambda one: one.key)
        self._openings = _Lately[UUID, JobFacts](openings, directory.openings, lambda job: job.job_id)

    async def catch_up(self) -> None:
        async with self._catching_up:
            written, self._since = await self._directory.written(self._since)
            self._people.forget(written)

    async def people(self, found: People, readings: Mapping[str, int]) -> list[CandidateFacts]:
        # Hardly any tenant has words of its own, and thousands are asked for at a time.
        is_read = (lambda one: one.reading >= readings.get(one.key[0], 0)) if readings else None
        return await self._people.of(found, is_read)

    async def openings(self, found: Openings, readings: Mapping[str, int]) -> list[JobFacts]:
        newest = max(readings.values(), default=0)
        return await self._openings.of(found, (lambda job: job.reading >= newest) if newest else None)

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
        self._forgotten: dict[object, set[K]] = {}
        """During a read that goes on, who was forgotten meanwhile: it may have read them as they were before."""
        self.model = ""

    async def of(self, found: Mapping[K, int], is_read: Callable[[F], bool] | None) -> list[F]:
        kept = self._kept
        here = {key: facts for key, version in found.items() if (facts := kept.get(key)) and facts.version >= version}
        if is_read is not None or self.model:
            here = {key: one for key, one in here.items() if (is_read is None or is_read(one)) and self._serves(one)}
        missing = [key for key in found if key not in here] if len(here) < len(found) else []
        for start in range(0, len(missing), _PAGE):
            here |= await self._read_page(missing[start : start + _PAGE])
        self._asked.update(here)
        if len(self._asked) > self._most:
            self._asked.intersection_update(self._kept)
        return [here[key] for key in found if key in here] if missing else list(here.values())

    async def _read_page(self, keys: Sequence[K]) -> dict[K, F]:
        going_on = object()
        forgotten = self._forgotten[going_on] = set[K]()
        try:
            read = {self._key(facts): compact(facts) for facts in await self._read(keys)}
        finally:
            del self._forgotten[going_on]
        self._keep({key: facts for key, facts in read.items() if key not in forgotten})
        return read

    def forget(self, keys: Iterable[K]) -> None:
        for key in keys:
            self._kept.pop(key, None)
            for forgotten in self._forgotten.values():
                forgotten.add(key)

    def _serves(self, facts: F) -> bool:
        """A model's vectors come at a pace of their own, so a version alone doesn't tell that they are here."""
        return not self.model or (facts.vector is not None and facts.vector.model == self.model)

    def _keep(self, read: Mapping[K, F]) -> None:
        """Who was asked for since they were last in line gets another turn: cheaper than an order kept at each use."""
        self._kept |= read
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
