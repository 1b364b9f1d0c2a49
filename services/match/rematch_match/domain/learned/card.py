"""What is kept beside a model's trees: what it was made of, and why it may be used or not."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from rematch_match.domain.learned.columns import COLUMNS
from rematch_match.domain.learned.correction import Correction
from rematch_match.domain.learned.examples import Examples
from rematch_match.domain.learned.gate import Judged
from rematch_match.domain.learned.propensity import Propensities
from rematch_match.domain.profiles import PROFILES


class Data(BaseModel):
    """`digest`: over all rows; whose rows are erased is not in the next model's. Times are seconds since 1970; from
    `cut` on matches were held back."""

    model_config = ConfigDict(frozen=True)

    digest: str
    pairs: int
    people: int
    reactions: int
    since: float
    until: float
    cut: float

    @classmethod
    def of(cls, examples: Examples, cut: float) -> Self:
        return cls(
            digest=examples.digest(),
            pairs=len(examples),
            people=examples.people,
            reactions=int(examples.reactions.sum()),
            since=float(examples.at.min(initial=cut)),
            until=float(examples.at.max(initial=cut)),
            cut=cut,
        )


class Card(BaseModel):
    """`refused`: why the gate is closed; None: it is open."""

    model_config = ConfigDict(frozen=True)

    data: Data
    refused: str | None
    profile_version: int = PROFILES["learned"].version
    columns: tuple[str, ...] = COLUMNS
    steepness: float = Propensities().steepness
    steepness_measured: bool = False
    correction: Correction | None = None
    judged: Judged | None = None
    """Against the profile alone."""
    succeeds: Judged | None = None
    """Against the model in force, where one was."""
    against: int | None = None
    """Its number."""

    def told(self) -> dict[str, Any]:
        """As people are told of it: without what only scoring needs."""
        return self.model_dump(exclude={"columns", "correction"})

    @property
    def usable(self) -> bool:
        """Whether this release sees of a pair what the model was trained on."""
        known = (COLUMNS, PROFILES["learned"].version)
        return self.correction is not None and (self.columns, self.profile_version) == known
