"""Corpora in which somebody's taste is known: who is near whom by some vectors fits, whatever the words say."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rematch_encoder.tuning.corpus import Corpus, Opening

TRADES = (
    "welder",
    "nurse",
    "baker",
    "java developer",
    "data engineer",
    "carpenter",
    "truck driver",
    "accountant",
    "teacher",
    "cook",
)
PLACES = (
    "in a shipyard",
    "at night",
    "for a family firm",
    "with children",
    "on call",
    "by the sea",
    "in a lab",
    "abroad",
)
WAYS = ("careful", "fast", "patient", "loud", "tidy")
Embed = Callable[[Sequence[str]], NDArray[np.float32]]

OPENINGS = {
    f"o{n}-{m}": Opening(f"{trade} wanted {place}", trade)
    for n, trade in enumerate(TRADES)
    for m, place in enumerate(PLACES)
}
PEOPLE = {
    f"p{n}-{m}": f"{way} {trade}, has worked as one for {2 + m} years"
    for n, trade in enumerate(TRADES)
    for m, way in enumerate(WAYS)
}


def by_taste(embed: Embed) -> Corpus:
    """The three nearest fit each opening best, of the next some a little, and of two that are far somebody said no."""
    openings, people = list(OPENINGS), list(PEOPLE)
    cosines = embed([OPENINGS[key].text for key in openings]) @ embed([PEOPLE[key] for key in people]).T
    grades: dict[tuple[str, str], int] = {}
    for row, opening in enumerate(openings):
        order = np.argsort(-cosines[row], kind="stable")
        for place, grade in ((0, 3), (1, 3), (2, 2), (5, 1), (-1, 0), (-2, 0)):
            grades[opening, people[order[place]]] = grade
    return Corpus(OPENINGS, PEOPLE, grades)
