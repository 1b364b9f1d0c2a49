"""What is learned from: who belongs to an opening, and who only looks as if they did."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rematch_encoder.tuning.corpus import GOOD, Corpus

MOST = 8
"""Pairs of one person or opening: nobody's zeal, or malice, may make up what is learned."""

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
Graded = Mapping[str, Mapping[str, int]]
"""Of each opening, people and their grades."""


@dataclass(frozen=True, slots=True)
class Example:
    """Texts: an opening's, that of who belongs to it, and those of some who don't."""

    opening: str
    person: str
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """`known`: pairs of texts of which nobody said no, which stand against nothing."""

    rows: Sequence[Example]
    known: frozenset[tuple[str, str]]

    @classmethod
    def joined(cls, all_of_them: Sequence["Examples"]) -> "Examples":
        known = frozenset[tuple[str, str]]().union(*(one.known for one in all_of_them))
        return cls([row for one in all_of_them for row in one.rows], known)


def examples(corpus: Corpus, embed: Embed, against: int) -> Examples:
    """Every good pair, the best first where there are too many, each with so many people that stand `against` it:
    those of whom somebody said no first, then those who belong to near openings of another occupation, by `embed`."""
    graded = _graded(corpus)
    known = {(corpus.openings[o].text, corpus.people[p]) for (o, p), grade in corpus.grades.items() if grade}
    chosen = _chosen(graded)
    stand = _standing(corpus, graded, sorted({opening for opening, _ in chosen}), embed)
    seen: Counter[str] = Counter()
    rows = []
    for opening, person in chosen:
        turn = _turned(stand[opening], seen[opening] * against, against)
        seen[opening] += 1
        if turn:
            rows.append(Example(corpus.openings[opening].text, corpus.people[person], turn))
    return Examples(rows, frozenset(known))


def _graded(corpus: Corpus) -> Graded:
    graded: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (opening, person), grade in corpus.grades.items():
        graded[opening][person] = grade
    return graded


def _chosen(graded: Graded) -> list[tuple[str, str]]:
    """Good pairs, the best first and then by key, no more of anybody than the most."""
    good = sorted((-grade, o, p) for o, people in graded.items() for p, grade in people.items() if grade >= GOOD)
    openings: Counter[str] = Counter()
    people: Counter[str] = Counter()
    chosen = []
    for _, opening, person in good:
        if max(openings[opening], people[person]) < MOST:
            openings[opening] += 1
            people[person] += 1
            chosen.append((opening, person))
    return chosen


def _standing(corpus: Corpus, graded: Graded, openings: Sequence[str], embed: Embed) -> dict[str, list[str]]:
    """Texts that stand against each opening's people. Who reads like somebody who fits doesn't."""
    vectors = embed([corpus.openings[key].text for key in openings])
    found = {}
    for row, opening in enumerate(openings):
        people = graded[opening]
        order = np.argsort(-(vectors @ vectors[row]), kind="stable")
        near = _nearby(corpus, graded, opening, (openings[at] for at in order))
        fits = {corpus.people[one] for one, grade in people.items() if grade}
        texts = [corpus.people[one] for one in (*sorted(p for p, grade in people.items() if not grade), *near)]
        found[opening] = [text for text in dict.fromkeys(texts) if text not in fits]
    return found


def _nearby(corpus: Corpus, graded: Graded, opening: str, near: Iterator[str]) -> Iterator[str]:
    """Who belongs to those near it that are another occupation's; where one is unknown they may be the same."""
    own = corpus.openings[opening].occupation
    others = ((one, corpus.openings[one].occupation) for one in near)
    different = (one for one, theirs in others if own and theirs and own != theirs)
    return islice((p for one in different for p, grade in sorted(graded[one].items()) if grade >= GOOD), MOST)


def _turned(some: Sequence[str], start: int, count: int) -> tuple[str, ...]:
    """So many from there on, and from the beginning again: an opening's pairs stand against different people."""
    return tuple(some[(start + step) % len(some)] for step in range(count)) if some else ()
