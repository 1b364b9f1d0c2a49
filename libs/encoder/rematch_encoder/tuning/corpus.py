"""Openings, people and what was said of their pairs, and two parts of that which share nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

GOOD = 2
"""From this grade on a pair is one to bring together. 0 is a no, 1 is neither."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is embedded of it. `occupation`: what tells its neighbours apart, where it is known."""

    text: str
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Openings and texts of people, by key, and grades of pairs (opening, person) from 0 to 3."""

    openings: Mapping[str, Opening]
    people: Mapping[str, str]
    grades: Mapping[tuple[str, str], int]


def parts(corpus: Corpus, held_back: float = 0.5) -> tuple[Corpus, Corpus]:
    """To train on, and to judge by. Openings fall to a part by their text alone, so they fall there tomorrow too, and
    ads of one text together; people go where they are wanted most. A pair across the two is in neither."""
    openings = {key: _chance(opening.text) < held_back for key, opening in corpus.openings.items()}
    people = _sides(corpus, openings, held_back)
    return _part(corpus, openings, people, False), _part(corpus, openings, people, True)


def without(corpus: Corpus, words: Collection[str]) -> Corpus:
    """What is left where none of these texts is there."""
    openings = {key: opening for key, opening in corpus.openings.items() if opening.text not in words}
    people = {key: text for key, text in corpus.people.items() if text not in words}
    grades = {pair: grade for pair, grade in corpus.grades.items() if pair[0] in openings and pair[1] in people}
    return Corpus(openings, people, grades)


def _sides(corpus: Corpus, openings: Mapping[str, bool], held_back: float) -> dict[str, bool]:
    """Whether each person is held back. By text: two profiles of the same words are one person here."""
    wanted: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (opening, person), grade in corpus.grades.items():
        wanted[corpus.people[person]][openings[opening]] += 2**grade - 1
    sides = {}
    for key, text in corpus.people.items():
        trained, held = wanted[text]
        sides[key] = held > trained if held != trained else _chance(text) < held_back
    return sides


def _part(corpus: Corpus, openings: Mapping[str, bool], people: Mapping[str, bool], side: bool) -> Corpus:
    return Corpus(
        {key: opening for key, opening in corpus.openings.items() if openings[key] is side},
        {key: text for key, text in corpus.people.items() if people[key] is side},
        {pair: grade for pair, grade in corpus.grades.items() if openings[pair[0]] is people[pair[1]] is side},
    )


def _chance(text: str) -> float:
    """From 0 to 1, always the same for a text."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8]) / 2**64
