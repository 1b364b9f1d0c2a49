"""Where in a text it is worth looking closely: a pattern with many ways to begin is slow, finding a word is not."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick

_MOST_HITS = 200


def windows(text: str, words: tuple[str, ...], before: int, after: int) -> list[tuple[int, int]]:
    """Stretches of the text around each of the words (in lower case), in order, none overlapping another."""
    found = _finder(words).find_matches_as_indexes(_lower(text), overlapping=True)
    hits = sorted([start for _, start, _ in found])
    merged: list[tuple[int, int]] = []
    for hit in hits[:_MOST_HITS]:
        start, end = max(0, hit - before), hit + after
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


@lru_cache(maxsize=4)
def _lower(text: str) -> str:
    """One text is gone through for many things, one after the other."""
    return text.lower()


def any_in(text: str, words: tuple[str, ...]) -> bool:
    """Whether any of the words (in lower case) stands in the text, be it within another word."""
    return bool(_finder(words).find_matches_as_indexes(text.lower()))


@cache
def _finder(words: tuple[str, ...]) -> AhoCorasick:
    """All words in one pass."""
    return AhoCorasick(words)


def finds(pattern: re.Pattern[str], text: str, stretches: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """The matches of the pattern within the stretches."""
    for start, end in stretches:
        yield from pattern.finditer(text, start, end)
