"""The matches as they are found: the first one loudly, the others without a flood."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson

from rematch_common.contracts import MATCHES, MatchFound, MatchUpdated
from rematch_common.errors import DependencyAway
from rematch_common.kafka import TopicFollower
from rematch_common.records import Record
from rematch_devstack.commands.console import plural, safe, say

EVERY = 3.0
RETRY = 1.0
_KINDS = frozenset({MatchFound.ce_type, MatchUpdated.ce_type})


@dataclass(frozen=True, order=True)
class Match:
    """Who fits what, how well, and why."""

    score: float
    candidate: str
    job: str
    why: str

    def __str__(self) -> str:
        return f"{self.score:.0f} {self.candidate} ↔ {self.job} — {self.why}"


def match_in(record: Record) -> Match | None:
    """The match that the record tells of; None for one that is withdrawn or forgotten, or is no match at all."""
    if record.content is None or record.header("ce_type") not in _KINDS:
        return None
    try:
        told = orjson.loads(record.content)
        job = f"{told['job']['title']} at {told['job']['company']}"
        return Match(told["score"], told["candidate_id"], safe(job, 80), safe(told["explanation"]["summary"]))
    except (ValueError, KeyError, TypeError):
        return None


class Board:
    """Collects matches and tells of them."""

    def __init__(self, elapsed: Callable[[], float], tell: Callable[[str, str], None] = say) -> None:
        self._elapsed = elapsed
        self._tell = tell
        self._fresh: list[Match] = []
        self._count = 0

    async def see(self, records: Sequence[Record]) -> None:
        """The first match is told at once, the others wait for the next line."""
        found = [match for record in records if (match := match_in(record))]
        if found and not self._count:
            self._tell(f"first match {self._elapsed():.1f} s: {max(found)}", "bold green")
        self._count += len(found)
        self._fresh += found

    def summary(self) -> str | None:
        """The best of what is new, and how many there are; None when nothing is."""
        if not self._fresh:
            return None
        fresh, self._fresh = self._fresh, []
        others = f" (best of {len(fresh)})" if len(fresh) > 1 else ""
        return f"{plural(self._count, 'match', 'matches')}, newest{others}: {max(fresh)}"

    async def run(self) -> None:
        """A line every few seconds, when there is something to tell. Until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            if told := self.summary():
                self._tell(told, "")


async def follow(bootstrap: str, board: Board) -> None:
    """Show the board every match from now on, whatever happens to Kafka meanwhile. Until cancelled."""
    follower = TopicFollower(bootstrap, MATCHES.name, board.see, from_end=True)
    while True:
        try:
            await follower.run(follower.positions)
        except DependencyAway:
            await asyncio.sleep(RETRY)
