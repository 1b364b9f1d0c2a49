"""Rounds of collecting that somebody asked for; a collector that runs takes them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Run:
    run_id: UUID
    asked_at: datetime
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    roles: int | None = None
    postings: int | None = None

    @property
    def state(self) -> str:
        if self.taken_at is None:
            return "waiting"
        return "running" if self.ended_at is None else "done"


class PipelineRuns(Protocol):
    async def ask(self, now: datetime) -> Run:
        """The run that waits: a new one, where none did."""
        ...

    async def take(self, holder: str, now: datetime) -> Run | None:
        """One that waits, for one collector alone."""
        ...

    async def end(self, run_id: UUID, holder: str, done: tuple[int, int], now: datetime) -> Run | None:
        """Roles and postings of it; None where it isn't this holder's."""
        ...

    async def one(self, run_id: UUID) -> Run | None: ...
