"""A language model somewhere, asked for one reply. Who may be asked when, and what a reply is worth, others decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rematch_match.domain.verdicts.prompts import Message


class Away(Exception):
    """It doesn't answer now, or not in time, and may the next time. The message quotes nothing of what was asked."""


class Limited(Away):
    """It asks to be asked less often: again after so many seconds, where it says so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Late(Away):
    """It was asked, and its answer didn't come in time: the question has been read, and will be billed."""


class Refused(Exception):
    """It doesn't take this question, or nothing as it is set up (key, address, model): no other try will help."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What it said, however little that may mean, and what reading and saying it took."""

    text: str
    tokens_in: int
    tokens_out: int


class Provider(Protocol):
    """One model of one provider. Raises Away, Late, Limited or Refused, and nothing else."""

    @property
    def name(self) -> str:
        """Of the provider, such as openai."""
        ...

    @property
    def model(self) -> str: ...

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Completion:
        """The reply is held to the schema as far as the model can be; it has to be looked at all the same."""
        ...

    async def unwell(self) -> str | None:
        """What is wrong with it, asked for something that costs nothing; None: nothing. Never raises."""
        ...

    async def close(self) -> None: ...
