"""What match's API writes: what people say of matches, applications, and requests to match anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from rematch_common.contracts import MatchFeedback
from rematch_match.domain.applying import Application, Stage
from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import Occasion

Progressing = Literal["waiting", "running", "done"]


@dataclass(frozen=True, slots=True)
class Request:
    """A request to match people anew, and how far it is."""

    request_id: UUID
    trigger: str
    asked_at: datetime
    total: int
    done: int
    ended_at: datetime | None = None

    @property
    def state(self) -> Progressing:
        if self.ended_at is not None:
            return "done"
        return "running" if self.done else "waiting"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which applications; what is None asks for nothing."""

    candidate_id: str | None = None
    job_id: UUID | None = None
    stage: Stage | None = None


class Reactions(Protocol):
    """What people say of matches. All methods raise DependencyAway."""

    async def say(self, feedback: MatchFeedback, occasion: Occasion) -> bool:
        """Note it, withdraw what is rejected, and tell it, in one transaction. False where the person or the opening is
        not known."""
        ...


class Applications(Protocol):
    """Who applied for what. What is told of it goes into the transaction that writes it. Raise DependencyAway."""

    async def add(self, application: Application, feedback: MatchFeedback, occasion: Occasion) -> Application | None:
        """The application as it stands: one that was there before stays as it is. None where the person or the opening
        is not known. Raises NotAsThingsStand for a new one to a closed opening."""
        ...

    async def change(
        self, application: Application, feedback: MatchFeedback | None, occasion: Occasion
    ) -> Application | None:
        """The new state, unless it changed meanwhile or can't go there from where it is; None where there is no such
        application."""
        ...

    async def one(self, tenant: str, application_id: UUID) -> Application | None: ...

    async def some(
        self, tenant: str, sought: Sought, most: int, after: tuple[datetime, UUID] | None
    ) -> Sequence[Application]:
        """Newest first."""
        ...


class ByHand(Exception):
    """The person has asked to be matched by hand, and nobody can ask for them to be matched automatically."""


class Requests(Protocol):
    """Who is to be matched anew. All methods raise DependencyAway."""

    async def for_one(self, key: CandidateKey, at: datetime) -> Request | None:
        """A request for this person; it has ended at once where they are not to be matched. None: nobody knows them.
        Raises ByHand."""
        ...

    async def for_all(self, tenant: str, at: datetime) -> Request: ...

    async def progress(self, tenant: str, request_id: UUID) -> Request | None: ...
