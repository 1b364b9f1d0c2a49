"""Where in a text it is worth looking closely: a pattern with many ways to begin is slow, finding a word is not."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain

from ahocorasick_rs import AhoCorasick

Stretch = tuple[int, int]
_MOST_HITS = 200


def windows(text: str, words: tuple[str, ...], before: int, after: int) -> list[Stretch]:
    """Stretches of the text around each of the words (in lower case), in order, none overlapping another."""
    found = _finder(words).find_matches_as_indexes(_lower(text), overlapping=True)
    return _around([start for _, start, _ in found], before, after)


def windows_of_each(text: str, groups: tuple[tuple[str, ...], ...], before: int, after: int) -> Iterator[list[Stretch]]:
    """`windows` for each group of words, all looked for at once."""
    hits: list[list[int]] = [[] for _ in groups]
    finder, groups_of = _together(groups)
    for word, start, _ in finder.find_matches_as_indexes(_lower(text), overlapping=True):
        for group in groups_of[word]:
            hits[group].append(start)
    return (_around(found, before, after) for found in hits)


def _around(hits: list[int], before: int, after: int) -> list[Stretch]:
    merged: list[Stretch] = []
    for hit in sorted(hits)[:_MOST_HITS]:
        start, end = max(0, hit - before), hit + after
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


@cache
def _together(groups: tuple[tuple[str, ...], ...]) -> tuple[AhoCorasick, list[list[int]]]:
    """A finder of all words, and of each the groups that it is in."""
    words = dict.fromkeys(chain.from_iterable(groups))
    return AhoCorasick(words), [[at for at, group in enumerate(groups) if word in group] for word in words]


@lru_cache(maxsize=4)
def _lower(text: str) -> str:
    """One text is gone through for many things, one after the other."""
    return text.lower()


def any_in(text: str, words: tuple[str, ...]) -> bool:
    """Whether any of the words (in lower case) stands in the text, be it within another word."""
    return bool(_finder(words).find_matches_as_indexes(text.lower()))


def lines_with(lines: Sequence[str], words: tuple[str, ...]) -> set[int]:
    """Of lines without a line break, the numbers of those in which any of the words (in lower case) stands."""
    low = "\n".join(lines).lower()
    found: set[int] = set()
    number = reached = 0
    for _, start, _ in _finder(words).find_matches_as_indexes(low):
        number += low.count("\n", reached, start)
        reached = start
        found.add(number)
    return found


@cache
def _finder(words: tuple[str, ...]) -> AhoCorasick:
    """All words in one pass."""
    return AhoCorasick(words)


def finds(pattern: re.Pattern[str], text: str, stretches: list[Stretch]) -> Iterator[re.Match[str]]:
    """The matches of the pattern within the stretches."""
    for start, end in stretches:
        yield from pattern.finditer(text, start, end)
