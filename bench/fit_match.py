"""Weighs anew what match weighs: python -m bench.fit_match JOBS PEOPLE JUDGMENTS [JOBS PEOPLE JUDGMENTS ...]

JOBS holds a JobEmbedded a line, PEOPLE a CandidateEmbedded, JUDGMENTS is a table (see contracts.md). Moves one weight
of the profile `rematch` after another as long as the rankings of all sets get better, and says what weights that were
found without a part of the postings would have done for them. It changes nothing: what is better is put there by hand.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.harness import console, table
from bench.logistic import Array
from rematch_common.record_files import BadFile
from rematch_match.domain.evaluation import measured
from rematch_match.domain.labelled import Labelled
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.terms import Terms
from rematch_match.offline import labelled_set, rarity_of, scores_on

FOLDS = 3
STEPS = (0.3, 0.15)
NAMES = tuple(name for name, _, _ in PROFILES["rematch"].factors)
MARKS = {"ndcg@10": 1.0, "map": 0.5, "mrr": 0.4}
_ENOUGH = 1e-4


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the postings of a set."""

    labelled: Labelled
    rows: Array


def quality(parts: Sequence[Part], weights: dict[str, float]) -> float:
    """Of the rankings of all parts, each part alike."""
    return float(np.mean([_quality(part, weights) for part in parts]))


def _quality(part: Part, weights: dict[str, float]) -> float:
    terms = Terms(profile="rematch", weights=weights)
    scores = scores_on(part.labelled, terms, rarity_of(part.labelled.jobs))
    rows = part.rows.astype(np.intp)
    found = measured(scores[rows], part.labelled.grades[rows])
    return sum(share * found[name] for name, share in MARKS.items())


def best(parts: Sequence[Part]) -> dict[str, float]:
    """Each weight in turn is moved to where the rankings are better."""
    weights = {name: weight for name, weight, _ in PROFILES["rematch"].factors}
    reached = quality(parts, weights)
    for step in STEPS:
        for name in NAMES:
            for times in (1 + step, 1 - step):
                tried = {**weights, name: weights[name] * times}
                if (there := quality(parts, tried)) > reached + _ENOUGH:
                    weights, reached = tried, there
    return weights


def parts_of(sets: Sequence[Labelled], fold: int, left_out: bool) -> list[Part]:
    """Every third posting, or all others."""
    numbers = [np.arange(len(labelled.jobs)) for labelled in sets]
    picked = [rows[(rows % FOLDS == fold) == left_out] for rows in numbers]
    return [Part(labelled, rows.astype(float)) for labelled, rows in zip(sets, picked, strict=True)]


def show(sets: Sequence[Labelled]) -> None:
    own = {name: weight for name, weight, _ in PROFILES["rematch"].factors}
    rows = []
    for fold in range(FOLDS):
        unseen = parts_of(sets, fold, left_out=True)
        found = best(parts_of(sets, fold, left_out=False))
        rows.append([str(fold + 1), f"{quality(unseen, own):.4f}", f"{quality(unseen, found):.4f}"])
    table("Postings that the weights were not fitted to", ("fold", "in force", "fitted"), rows)
    everything = [Part(labelled, np.arange(len(labelled.jobs), dtype=float)) for labelled in sets]
    fitted = best(everything)
    table("Weights", ("", "in force", "fitted"), [[n, f"{own[n]:.3f}", f"{fitted[n]:.3f}"] for n in NAMES])


def main(paths: Sequence[str]) -> int:
    if not paths or len(paths) % 3:
        print("usage: JOBS PEOPLE JUDGMENTS [JOBS PEOPLE JUDGMENTS ...]", file=sys.stderr)
        return 2
    try:
        sets = [labelled_set(Path(jobs), Path(people), Path(said)) for jobs, people, said in _threes(paths)]
    except BadFile as bad:
        print(bad, file=sys.stderr)
        return 1
    console.print(f"{sum(len(labelled.jobs) for labelled in sets)} postings in {len(sets)} sets")
    show(sets)
    return 0


def _threes(paths: Sequence[str]) -> list[tuple[str, str, str]]:
    return [(one, two, three) for one, two, three in zip(paths[::3], paths[1::3], paths[2::3], strict=True)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
