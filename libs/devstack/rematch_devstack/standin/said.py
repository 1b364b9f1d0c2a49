"""What the stand-in has to say, which may be said badly."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rematch_devstack.standin.advice import advice_of
from rematch_devstack.standin.judge import opinion_of
from rematch_devstack.standin.sorting import sorted_of


class Said(Protocol):
    """An answer to what was asked, and how it goes wrong."""

    def as_json(self) -> dict[str, Any]: ...

    def out_of_range(self) -> "Said":
        """With a number that may not be."""
        ...

    def with_skill(self, skill: str) -> "Said":
        """With one that neither side has."""
        ...

    def in_words(self, words: str) -> "Said": ...


def said_of(messages: Sequence[Mapping[str, str]], seed: int) -> Said:
    """Whichever of the three was asked."""
    return advice_of(messages) or sorted_of(messages) or opinion_of(messages, seed)
