"""What of a profile answers what a posting asks for, fact by fact, and what nothing in it answers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["skill", "years", "title", "licence", "language", "implied"]
ORDER: tuple[Kind, ...] = ("skill", "years", "title", "licence", "language", "implied")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the profile says."""

    id: str
    text: str
    """As a model reads it: words of our own tables, and numbers."""
    shown: str
    """As people do."""
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that the posting asks for, and facts answer. `own`: what is said of it without a model."""

    id: str
    kind: Kind
    text: str
    """As a model reads it."""
    shown: str
    answered_by: tuple[Fact, ...]
    own: str
    skill: str | None = None
    sentence: str | None = None
    """The posting's own, where one is known."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the posting asks for, and the profile doesn't say."""

    kind: Kind
    required: bool
    text: str
    skill: str | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to bring out, and why: facts of the profile, and what of the posting they answer."""

    ask: Ask
    facts: tuple[Fact, ...]
    text: str


@dataclass(frozen=True)
class Brief:
    """All that may be said of a pair. `suspect`: something of either side speaks to whoever reads it."""

    asks: tuple[Ask, ...]
    gaps: tuple[Gap, ...]
    suspect: bool = False

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(dict.fromkeys(fact for ask in self.asks for fact in ask.answered_by))

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Without any model: all of it, in the order of ORDER."""
        return tuple(Suggestion(ask, ask.answered_by, ask.own) for ask in self.asks)
