"""From examples to a model that is kept: promoted where it is better for sure, refused where it isn't."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.learned.card import Card, Data
from rematch_match.domain.learned.columns import Rows
from rematch_match.domain.learned.correction import SCALE, Correction
from rematch_match.domain.learned.examples import Examples
from rematch_match.domain.learned.gate import Judged, Split, compare, split
from rematch_match.domain.learned.model import Learned, Ranker
from rematch_match.domain.learned.propensity import Propensities, propensities_of
from rematch_match.domain.learned.weighing import weights_of

Numbers = NDArray[np.float64]


class Batch(NamedTuple):
    """People one after the other: `sizes` are how many rows each has. `start`: the scores that trees only correct."""

    rows: Rows
    grade: NDArray[np.int8]
    start: Numbers
    weight: Numbers
    sizes: NDArray[np.intp]


class Trees(Protocol):
    """LambdaMART. The same batch always gives the same text."""

    def grow(self, batch: Batch) -> str: ...

    def read(self, text: str) -> Ranker: ...


@dataclass(frozen=True, slots=True)
class Taught:
    """`text`: the trees; empty where there was too little to grow any."""

    card: Card
    text: str = ""

    @property
    def passed(self) -> bool:
        return self.card.refused is None

    def judged_since(self, taken_back: datetime | None) -> Self:
        """Who took a model back had reasons that the data before it don't tell."""
        if taken_back is None or not self.passed or self.card.data.cut >= taken_back.timestamp():
            return self
        why = f"a model was taken back on {taken_back:%Y-%m-%d}, and not all that is held back is newer"
        return replace(self, card=self.card.model_copy(update={"refused": why}))


def teach(examples: Examples, in_force: Learned | None, trees: Trees) -> Taught:
    """Judged against the profile alone, and against the model in force where one is."""
    known = examples.bounded()
    halves = split(known)
    data = Data.of(known, halves.cut)
    if halves.lacks:
        return Taught(Card(data=data, refused=halves.lacks))
    seen_at = propensities_of(halves.older)
    text = trees.grow(batch_of(halves.older, seen_at))
    ranker = trees.read(text)
    correction = Correction.fitted(ranker.raw(halves.older.rows), halves.older.mean)
    model, seed = Learned(0, correction, ranker), int(data.digest[:8], 16)
    judged = _judged(halves, seen_at, (None, model), seed)
    succeeds = _judged(halves, seen_at, (in_force, model), seed) if in_force else None
    card = Card(
        data=data,
        refused=_refusal(judged, succeeds),
        steepness=seen_at.steepness,
        steepness_measured=seen_at.measured,
        correction=correction,
        judged=judged,
        succeeds=succeeds,
        against=in_force.number if in_force else None,
    )
    return Taught(card, text)


def batch_of(examples: Examples, seen_at: Propensities) -> Batch:
    # All lists of a person together: weighed for their places, matches of several weeks compare, and there are more.
    sizes = np.unique(examples.who, return_counts=True)[1]
    return Batch(examples.rows, examples.grade, examples.scores() / SCALE, weights_of(examples, seen_at), sizes)


def scores_by(examples: Examples, learned: Learned | None) -> Numbers:
    if learned is None:
        return examples.scores()
    return examples.scores(learned.correction.shift(learned.ranker.raw(examples.rows), examples.mean))


def _judged(halves: Split, seen_at: Propensities, models: tuple[Learned | None, Learned], seed: int) -> Judged | None:
    """The second against the first."""
    newer = halves.newer
    before, after = (scores_by(newer, model) for model in models)
    return compare(newer, seen_at.weights(newer.position), before, after, seed)


def _refusal(judged: Judged | None, succeeds: Judged | None) -> str | None:
    """Whatever is in force is better than the profile alone for sure. Of two models that learned much the same the
    difference is small, and to be sure of it would take more people than there are: there the likelier one is taken."""
    if judged is None:
        return "nobody has taken to any of the matches that were held back"
    if not judged.better:
        return f"nDCG@10 on what was held back differs by {_told(judged)} from the profile alone: not better for sure"
    if succeeds is not None and succeeds.difference <= 0:
        return f"nDCG@10 on what was held back differs by {_told(succeeds)} from the model in force: not better"
    return None


def _told(judged: Judged) -> str:
    return f"{judged.difference:+.4f} ({judged.low:+.4f} to {judged.high:+.4f})"
