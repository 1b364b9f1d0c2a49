"""Occasions on which tests settle pairs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np

from rematch_match.domain.pairs import Occasion
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Score, Scorer, Scores
from rematch_match.domain.terms import Terms
from tests.fakes.samples import NOW

LEAST = 50.0


class SetScores(Scores):
    """What a test has set."""

    def __init__(self, found: Sequence[Score]) -> None:
        self._found = found
        self.value = np.array([score.value for score in found])

    def __len__(self) -> int:
        return len(self._found)

    def one(self, at: int) -> Score:
        return self._found[at]


class SetScorer(Scorer):
    """Scores a pair with what its opening's card says, for all or for one person: a test decides who is better."""

    def score(self, pairs: Pairs) -> Scores:
        both = zip(pairs.job_at, pairs.person_at, strict=True)
        return SetScores([_score(pairs.jobs[job].card, pairs.people[who].key[1]) for job, who in both])


def _score(card: Mapping[str, Any], name: str) -> Score:
    value = float(card.get("scores", {}).get(name, card.get("score", 0.0)))
    return Score(value, 1.0, (), 1, ("python",), (), inputs={"set": value})


def occasion(
    *changed: UUID, terms: Mapping[str, Terms] | None = None, scorer: type[Scorer] = Scorer, **fields: Any
) -> Occasion:
    own = terms or {}
    now = fields.pop("now", NOW)
    otherwise = Terms(least=LEAST)
    return Occasion(now, scorer(Rarity(), lambda tenant: own.get(tenant, otherwise), now), frozenset(changed), **fields)
