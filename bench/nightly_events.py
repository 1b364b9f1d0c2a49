"""The day as match takes it: whatever happens is matched when it happens, by its own handler and store.

Simulated time passes between what happens; while match works, it passes as quickly as in life. So a match is told late
by what match took for it, and by what it had to do before.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bench.harness import console
from bench.nightly_day import DAY, Day, Happening, received
from bench.nightly_sides import Market, postgres_seconds
from rematch_match.domain.facts import CandidateKey

A_BATCH = 32
"""So many records match takes at once, if so many are there."""
# As match's settings have it.
_SWEEP, _COUNT = 60.0, 300.0
_PROGRESS = 1_000
_FOUND, _WITHDRAWN = "rematch.match.found.v1", "rematch.match.withdrawn.v1"


@dataclass
class Lived:
    """What the day has cost and brought. Ages in seconds."""

    match_seconds: float = 0.0
    searching_seconds: float = 0.0
    postgres_seconds: float = 0.0
    busy_seconds: float = 0.0
    """For how much of the day match was at work."""
    found: list[float] = field(default_factory=list)
    withdrawn: list[float] = field(default_factory=list)
    """Of matches that ended with their posting: from its closing until that was told."""
    told: dict[str, int] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        return self.match_seconds + self.postgres_seconds


class Living:
    """Lives one day. After so many seconds at work nothing more happens in it: `day` is cut there."""

    def __init__(self, day: Day, market: Market, patience: float) -> None:
        self._patience = patience
        self._day = day
        self._market = market
        self._lived = Lived()
        self._free_at = 0.0
        self._swept = self._counted = 0.0

    async def __call__(self) -> Lived:
        mine, theirs, aside = time.process_time(), postgres_seconds(), 0.0
        coming = self._day.happenings
        done = 0
        while done < len(coming):
            await self._chores(coming[done].at)
            now = max(self._free_at, coming[done].at)
            began = time.thread_time()
            batch = due(coming, done, now)
            records = [received(self._day.event(one)) for one in batch]
            aside += time.thread_time() - began
            told = await self._taking(now, lambda records=records: self._market.handle(records))  # type: ignore[misc]
            self._note(batch, told)
            if (done + len(batch)) // _PROGRESS > done // _PROGRESS:
                console.print(f"events: {done + len(batch):,} of {len(coming):,}, {self._lived.busy_seconds:.0f} s")
            done += len(batch)
            if self._lived.busy_seconds > self._patience:
                self._day.happenings = coming = coming[:done]
        await self._chores(DAY)
        lived = self._lived
        lived.match_seconds = time.process_time() - mine - aside
        lived.searching_seconds = self._market.look.spent
        lived.postgres_seconds = postgres_seconds() - theirs
        return lived

    async def _taking(self, now: float, work: Callable[[], object]) -> list[tuple[float, str, str]]:
        """What was told meanwhile, and when; the simulated time goes on by what the work took."""
        self._market.clock.seconds = now
        began = time.perf_counter()
        await work()  # type: ignore[misc]
        took = time.perf_counter() - began
        self._free_at = now + took
        self._lived.busy_seconds += took
        told = [(now + at - began, key, what) for at, key, what in self._market.published.take()]
        for _, _, what in told:
            self._lived.told[what] = self._lived.told.get(what, 0) + 1
        return told

    async def _chores(self, until: float) -> None:
        """What match does while nothing comes. Nobody waits for what it tells then."""
        while self._swept + _SWEEP <= until:
            self._swept += _SWEEP
            if self._swept >= self._free_at:
                await self._taking(self._swept, self._market.sweep)
            if self._counted + _COUNT <= self._swept:
                self._counted = self._swept
                await self._taking(max(self._swept, self._free_at), self._market.retrieve.count_anew)

    def _note(self, batch: Sequence[Happening], told: Sequence[tuple[float, str, str]]) -> None:
        since = {self._day.about(one): one for one in batch}
        for at, key, what in told:
            cause = cause_of(key, since) or batch[0]
            if what == _FOUND:
                self._lived.found.append(at - cause.at)
            elif what == _WITHDRAWN and cause.what == "closed":
                self._lived.withdrawn.append(at - cause.at)


def due(coming: Sequence[Happening], done: int, now: float) -> list[Happening]:
    """What waits at that time, no more than match takes at once."""
    upto = done + 1
    while upto < len(coming) and upto < done + A_BATCH and coming[upto].at <= now:
        upto += 1
    return list(coming[done:upto])


def cause_of(key: str, since: dict[UUID | CandidateKey, Happening]) -> Happening | None:
    """What of it was about this pair; of both, the later."""
    tenant, person, job = key.split("/")
    causes = [one for one in (since.get(UUID(job)), since.get((tenant, person))) if one is not None]
    return max(causes, key=lambda one: one.at, default=None)
