"""match's backlog in memory: one tenant's people wait in the order in which they were asked for."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.contracts import Trigger
from rematch_match.domain.facts import CandidateKey
from rematch_match.ports.backlog import Chunk


class FakeBacklog:
    """See rematch_match.ports.backlog.Backlog. `waiting`: who is left, with why; `ended`: when requests ended."""

    def __init__(self, waiting: Sequence[tuple[CandidateKey, Trigger]] = (), ended: Sequence[datetime] = ()) -> None:
        self.waiting = list(waiting)
        self.ended = list(ended)

    async def claim(self, size: int, at: datetime) -> list[Chunk]:
        chunks: dict[Trigger, list[CandidateKey]] = {}
        for key, trigger in self.waiting[:size]:
            chunks.setdefault(trigger, []).append(key)
        return [Chunk(keys, trigger, at) for trigger, keys in chunks.items()]

    async def done(self, chunk: Chunk, at: datetime) -> None:
        self.waiting = [one for one in self.waiting if one not in {(key, chunk.trigger) for key in chunk.keys}]

    async def prune(self, size: int, before: datetime) -> int:
        old = [one for one in self.ended if one < before][:size]
        self.ended = [one for one in self.ended if one not in old]
        return len(old)
