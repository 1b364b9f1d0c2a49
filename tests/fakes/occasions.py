"""Occasions on which tests settle pairs, and openings that say themselves how well they fit."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np

from rematch_match.domain.facts import JobFacts
from rematch_match.domain.pairs import Occasion
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Score, Scorer, Scores
from rematch_match.domain.terms import Terms
from tests.fakes.samples import NOW, job

LEAST = 50.0


class SetScores(Scores):
    """What a test has set."""

    def __init__(self, found: Sequence[Score]) -> None:
        self._found = found
        self.value = np.array([score.value for score in found])

    def __len__(self) -> int:
        return len(self._found)

    def some(self, these: Sequence[int]) -> list[Score]:
        return [self._found[at] for at in these]


class SetScorer(Scorer):
    """Scores a pair with what its opening's card says, for all or for one person: a test decides who is better."""

    def score(self, pairs: Pairs) -> Scores:
        both = zip(pairs.job_at, pairs.person_at, strict=True)
        return SetScores([set_score(pairs.jobs[job_], pairs.people[who].key[1]) for job_, who in both])


def set_score(opening: JobFacts, name: str) -> Score:
    value = float(opening.card["scores"].get(name, opening.card["scores"]["*"]))
    return Score(value, 1.0, (), 1, ("python",), (), inputs={"set": value})


def worth(number: int, score: float, version: int = 1, /, **of: float) -> JobFacts:
    """An opening that fits everybody so well, and those that are named so well instead."""
    names = {name.replace("_", "-"): value for name, value in of.items()}
    card = {"title": f"J{number}", "company": "Nordlicht", "scores": {"*": score, **names}}
    return job(number, version=version, card=card)


def occasion(
    *changed: UUID, terms: Mapping[str, Terms] | None = None, scorer: type[Scorer] = Scorer, **fields: Any
) -> Occasion:
    own, otherwise = terms or {}, Terms(least=LEAST)
    now = fields.pop("now", NOW)
    return Occasion(now, scorer(Rarity(), lambda tenant: own.get(tenant, otherwise), now), frozenset(changed), **fields)


def set_occasion(most: int = 50, per_posting: int | None = None, profile: str = "rematch", **fields: Any) -> Occasion:
    """One on which openings say how well they fit, and lists are so long."""
    terms = Terms(least=LEAST, most_per_candidate=most, most_per_posting=per_posting, profile=profile)
    return occasion(terms={"demo": terms, "second": terms}, scorer=SetScorer, **fields)
