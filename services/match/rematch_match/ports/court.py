"""Who judges a pair: language models in order, and in the end rules that always answer."""

from dataclasses import dataclass
from typing import Protocol

from rematch_match.domain.breaker import State
from rematch_match.domain.verdicts.prompts import Prompt
from rematch_match.domain.verdicts.question import Question


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was said of a pair, by whom, and what all calls for it took, those in vain included."""

    score: float
    reason: str
    provider: str
    """`deterministic`: no model answered, or not usably."""
    model: str
    prompt: str
    """The prompt's version."""
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    """US dollars, by the table of prices."""
    for_now: bool = False
    """The factors have spoken because a model was away: another time it may have the word."""


class Court(Protocol):
    @property
    def model(self) -> str:
        """Names (provider/model) of the language models that are asked, in order, commas between them; empty: none."""
        ...

    @property
    def slots(self) -> int:
        """How many pairs it can judge at once: who asks for more at a time only makes them wait."""
        ...

    @property
    def state(self) -> State:
        """Of the model that is best off: `closed`, it may be asked; `half-open`, it may be back, and one question will
        show it; `open`, it is useless to ask now."""
        ...

    async def judge(self, question: Question, prompt: Prompt) -> Ruling:
        """Always answers, and in bounded time. Raises nothing but CancelledError."""
        ...
