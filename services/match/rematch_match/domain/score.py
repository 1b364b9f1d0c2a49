"""What a pair's score is and rests on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rematch_common.contracts import Factor, Scoring
from rematch_match.domain.ageing import Fixed
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.tastes.tilt import Tilt

SCORING = Scoring(profile="rematch", version=PROFILES["rematch"].version)


@dataclass(frozen=True, slots=True)
class Score:
    """A pair's score with its reasons."""

    value: float
    coverage: float
    factors: tuple[Factor, ...]
    asked: int
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    """Required, and not had."""
    apart: str | None = None
    """The filter that keeps the two apart, whatever the factors say; then the value is 0."""
    gates: tuple[tuple[str, float], ...] = ()
    """What speaks against the pair so much that only a share of the score is left, the worst first."""
    fixed: Fixed = field(default=Fixed(0.0, 0.0))
    inputs: dict[str, Any] = field(default_factory=dict)
    """Ids and numbers, no text: enough to reach the same score again."""
    scoring: Scoring = SCORING
    tilt: Tilt | None = None
    """What the person has made of others like it."""

    @property
    def whole(self) -> "Score":
        return self

    @property
    def meets(self) -> bool:
        """Whether the person has any of the skills asked for; where none is, role, level and meaning decide."""
        return bool(self.matched) or not self.asked

    @property
    def age(self) -> float | None:
        """Of the posting, in days."""
        age: float | None = self.inputs.get("features", {}).get("age")
        return age


@dataclass(frozen=True)
class Glance:
    """A pair's score as far as it decides; `whole`, its reasons, is put into words only for what is told."""

    value: float
    apart: str | None
    meets: bool
    fixed: Fixed
    age: float | None
    reasons: Callable[[], Score] = field(compare=False, repr=False)

    @cached_property
    def whole(self) -> Score:
        return self.reasons()


Seen = Score | Glance
