"""Weighs anew what dedup weighs where nothing cheaper decides: python -m bench.fit_grey [FILE ...]

Reads tests/quality/dedup, fits the weights of rematch_dedup.domain.grey to its pairs, and says what weights fitted
without a family of openings would have said of that family. It changes nothing: what is better is put there by hand.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.grey_pairs import Weighed, read
from bench.harness import console, table
from bench.logistic import Array, Settings, fit, folds, foretold, loss, probabilities, scores
from bench.logistic import families as families_of
from rematch_common.record_files import BadFile
from rematch_dedup.domain.grey import BIAS, WEIGHTS
from rematch_dedup.offline import rules
from rematch_devstack import workspace

FOLDS = 10
RIDGES = (0.1, 0.3, 1.0, 3.0)
THRESHOLDS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
# A clue that speaks for the opposite of what it says is chance: there are few ads of each kind.
SIGNS = tuple(0 if name == BIAS else int(np.sign(weight)) for name, weight in WEIGHTS.items())


def labelled_sets() -> list[Path]:
    return sorted((workspace.root() / "tests" / "quality" / "dedup").glob("*.jsonl"))


def cases_of(pairs: Sequence[Weighed]) -> tuple[Array, Array]:
    """A row a pair with a column a weight; and whether it is one opening."""
    rows = [[pair.clues[name] for name in WEIGHTS] for pair in pairs]
    return np.array(rows, dtype=float), np.array([pair.same for pair in pairs], dtype=float)


def best(cases: Array, answers: Array, fold: Sequence[int]) -> tuple[Settings, Array]:
    """The settings that foretell best, and what they foretell."""
    tried = [Settings(ridge, SIGNS) for ridge in RIDGES]
    found = [(settings, foretold(cases, answers, fold, settings)) for settings in tried]
    losses = [loss(answers, told) for _, told in found]
    rows = [[f"{settings.ridge:g}", f"{each:.4f}"] for (settings, _), each in zip(found, losses, strict=True)]
    table("Loss of a pair in cross-validation", ("ridge", "loss"), rows)
    return found[losses.index(min(losses))]


def show_weights(fitted: Array, cases: Array, answers: Array) -> None:
    in_force = np.array(list(WEIGHTS.values()))
    rows = zip(WEIGHTS, (f"{value:.2f}" for value in fitted), (f"{value:.2f}" for value in in_force), strict=True)
    table("Weights", ("", "fitted", "in force"), [list(row) for row in rows])
    losses = [loss(answers, probabilities(cases @ weights)) for weights in (fitted, in_force)]
    console.print(f"loss on the pairs they were fitted to: {losses[0]:.4f}; in force: {losses[1]:.4f}")


def show_scores(title: str, answers: Array, told: Array, kinds: Sequence[str]) -> None:
    """Recall by kind of the pairs that are one opening; of those that are two, how many would be taken for one."""
    found = [scores(answers, told, kinds, threshold) for threshold in THRESHOLDS]
    rows = [["precision", *(f"{each.precision:.3f}" for each in found)]]
    rows += [["recall", *(f"{each.recall:.3f}" for each in found)]]
    for kind, (_, count) in found[0].right.items():
        rows.append([f"recall, {kind} of {count}", *(f"{each.right[kind][0] / count:.3f}" for each in found)])
    for kind, (_, count) in found[0].wrong.items():
        rows.append([f"false, {kind} of {count}", *(str(each.wrong[kind][0]) for each in found)])
    table(title, ("", *(f"{threshold:g}" for threshold in THRESHOLDS)), rows)


def main(paths: Sequence[str]) -> int:
    limits = rules().limits
    try:
        pairs = [pair for path in (*labelled_sets(), *map(Path, paths)) for pair in read(path, limits)]
    except BadFile as bad:
        print(bad, file=sys.stderr)
        return 1
    cases, answers = cases_of(pairs)
    family = families_of([pair.openings for pair in pairs])
    console.print(f"{len(pairs)} pairs are weighed, {int(answers.sum())} of one opening; {max(family) + 1} families")
    settings, told = best(cases, answers, folds(family, FOLDS))
    show_weights(fit(cases, answers, settings), cases, answers)
    kinds = [pair.kind for pair in pairs]
    show_scores(f"In {FOLDS}-fold cross-validation, ridge {settings.ridge:g}", answers, told, kinds)
    in_force = probabilities(cases @ np.array(list(WEIGHTS.values())))
    show_scores("In force (on pairs that these weights may have been fitted to)", answers, in_force, kinds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
