"""How rare each skill is among the openings: what is rare tells people apart."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

# Of a skill that no opening of the snapshot asks for.
_UNSEEN = 1.0


@dataclass(frozen=True, slots=True)
class Rarity:
    """A snapshot. It is replaced as a whole, at a paced interval, and never while a batch runs.

    A weight lies above 0 and at 1 at most; `version` 0 is before any snapshot was made: all skills alike.
    """

    version: int = 0
    weights: Mapping[str, float] = field(default_factory=dict)

    def weight(self, skill: str) -> float:
        return self.weights.get(skill, _UNSEEN)


def weights_of(asked: Mapping[str, int], openings: int) -> dict[str, float]:
    """Weights from how many of so many openings ask for each skill: the inverse document frequency, 1 at most."""
    rarest = math.log(1 + openings)
    return {skill: round(max(0.05, math.log(1 + openings / count) / rarest), 4) for skill, count in asked.items()}
