"""How well one person was served, as numbers from 0 to 1; None where it can't be said of them.

Places are those that the person saw. Matches of several lists may have had the same place, each on its day.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from math import log2

from rematch_common.contracts.feedback import Action
from rematch_match.domain.quality.grading import WELL
from rematch_match.domain.quality.traces import Person

_FEW, _TOP = 5, 10
APPLIED: Collection[Action] = frozenset({"applied", "interviewed", "offered", "hired"})
INTERVIEWED: Collection[Action] = frozenset({"interviewed", "offered", "hired"})
Measure = Callable[[Person], float | None]


def precision(person: Person, k: int) -> float | None:
    """Of the matches at the first k places, the share that was taken to."""
    top = [one.grade >= WELL for one in person.judged if one.position <= k]
    return sum(top) / len(top) if top else None


def recall(person: Person, k: int) -> float | None:
    """Of all openings that the person took to, the share that was at the first k places."""
    well = [one.position <= k for one in person.judged if one.grade >= WELL]
    all_of_them = len(well) + sum(worth >= WELL for worth in person.missed)
    return sum(well) / all_of_them if all_of_them else None


def ndcg(person: Person, k: int) -> float | None:
    """What stood at the first k places, against the best that could have stood at the same places. Gains are
    2^grade - 1, as in `rematch eval match`."""
    top = [one for one in person.judged if one.position <= k]
    grades = sorted([*(one.grade for one in person.judged), *person.missed], reverse=True)
    places = sorted(one.position for one in top)
    ideal = sum(_gain(worth, place) for worth, place in zip(grades, places, strict=False))
    return sum(_gain(one.grade, one.position) for one in top) / ideal if ideal else None


def reciprocal_rank(person: Person) -> float | None:
    """1 over the best place of a match that was taken to; 0 for who took only to what was never shown."""
    places = [one.position for one in person.judged if one.grade >= WELL]
    if places:
        return 1 / min(places)
    return 0.0 if any(worth >= WELL for worth in person.missed) else None


def share(person: Person, actions: Collection[Action]) -> float | None:
    """Of all matches that were shown, the share with one of these."""
    done = [not one.actions.isdisjoint(actions) for one in person.judged]
    return sum(done) / len(done) if done else None


def employers(person: Person, k: int) -> float | None:
    """Of the matches at the first k places: employers to a match. 1: each of another."""
    named = [one.employer for one in person.judged if one.position <= k and one.employer]
    return len(set(named)) / len(named) if named else None


def _gain(worth: int, place: int) -> float:
    return (2.0**worth - 1) / log2(1 + place)


MEASURES: Mapping[str, Measure] = {
    "precision@5": partial(precision, k=_FEW),
    "precision@10": partial(precision, k=_TOP),
    "recall@5": partial(recall, k=_FEW),
    "recall@10": partial(recall, k=_TOP),
    "ndcg@10": partial(ndcg, k=_TOP),
    "mrr": reciprocal_rank,
    "match_to_apply": partial(share, actions=APPLIED),
    "match_to_interview": partial(share, actions=INTERVIEWED),
    "employers@10": partial(employers, k=_TOP),
}
