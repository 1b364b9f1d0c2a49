"""Whatever language models are asked for: one after the other, until one has answered usably."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from rematch_match.domain.prices import Bill
from rematch_match.domain.verdicts.prompts import Message

T = TypeVar("T")


@dataclass(frozen=True)
class Task(Generic[T]):
    """What is asked, and how its reply is read. `read` raises BadReply; `again` makes of a reply and what is wrong with
    it what is asked once more."""

    messages: Sequence[Message]
    schema: Mapping[str, Any]
    read: Callable[[str], T]
    again: Callable[[str, str], Sequence[Message]]


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What was said, and by whom."""

    said: T
    provider: str
    model: str


class Models(Protocol):
    """All that are configured, each behind its guards."""

    @property
    def model(self) -> str:
        """Their names (provider/model) in order, commas between them; empty: there is none."""
        ...

    @property
    def slots(self) -> int:
        """How many calls may be under way at once, whatever for."""
        ...

    async def ask(self, task: Task[T], bill: Bill) -> Answer[T] | None:
        """None where no model has answered usably in bounded time. What all calls took, those in vain included, goes
        onto the bill. Raises nothing but CancelledError."""
        ...
