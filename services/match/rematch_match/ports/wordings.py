"""Vectors of what somebody writes into a search."""

from dataclasses import dataclass
from typing import Protocol

from rematch_match.domain.facts import Vector


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words mean, in the space of the openings' vectors; without a vector, why there is none."""

    vector: Vector | None = None
    missing: str | None = None


class Wordings(Protocol):
    """The meaning of words."""

    async def meaning(self, text: str) -> Meaning:
        """Answers within a second or two, if need be that it can't tell: then words alone have to do. Never raises."""
        ...
