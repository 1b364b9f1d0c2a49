"""Skills that the table doesn't know, and that differ by a slip of the pen only."""

from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rematch_jobtext import skill_kind
from rematch_match.domain.columns import Columns, Numbers
from rematch_match.domain.vocabulary import name_of

LIKE = 0.85
_SHORTEST = 5


def alike(columns: Columns, own: Numbers) -> None:
    """Sets those of `own` to 1 whose skill somebody has in almost the same letters."""
    asked, had = columns.openings.asked, columns.people.had
    pairs = _similar(np.unique(asked.rows["skill"]), np.unique(had.rows["skill"]))
    if not pairs:
        return
    theirs = {other for _, other in pairs}
    pair, row = had.each(columns.person_at)
    near = np.flatnonzero(np.isin(had.rows["skill"][row], list(theirs)))
    counts = asked.counts[columns.job_at]
    starts = np.cumsum(counts) - counts
    for at in near:
        job = columns.job_at[pair[at]]
        first = asked.starts[job]
        for number in range(asked.counts[job]):
            if (int(asked.rows["skill"][first + number]), int(had.rows["skill"][row[at]])) in pairs:
                own[starts[pair[at]] + number] = 1


def _similar(asked: NDArray[np.int32], had: NDArray[np.int32]) -> set[tuple[int, int]]:
    everything = had.tolist()
    strange = [number for number in everything if _is_strange(number)]
    found: set[tuple[int, int]] = set()
    for number in asked.tolist():
        name = name_of(number)
        others = everything if _is_strange(number) else strange
        found.update((number, other) for other in others if number != other and similar(name, name_of(other)))
    return found


@lru_cache(maxsize=32_768)
def _is_strange(number: int) -> bool:
    return skill_kind(name_of(number)) is None


@lru_cache(maxsize=32_768)
def similar(one: str, other: str) -> bool:
    """By 85 % of their letters. Short names are other names: "java" is not "lava"."""
    if min(len(one), len(other)) < _SHORTEST or 2 * min(len(one), len(other)) < LIKE * (len(one) + len(other)):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE and matcher.ratio() >= LIKE
