"""An ad's text as it is compared: sentences without form, the words that are the job's own, and their shingles."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from rematch_dedup.domain.likeness import one_spelling
from rematch_dedup.domain.portrait import Portrait
from rematch_jobtext import lines_of, lines_perhaps_of_the_firm

_SHINGLE = 3
# Line breaks; spaces behind a mark; a mark between spaces. Begins with a space, so all else is passed over quickly.
_SENTENCE_END = re.compile(r"\s(?:(?<=\n)\n*|(?<=[.!?;]\s)\s*|\s*[•|]\s+)")


@dataclass(frozen=True)
class Wording:
    """One text, taken apart on demand: most ads are told apart before their texts are looked at."""

    text: str

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Folded, in order; what is only a heading or a number is none."""
        return tuple(sentence for sentence in self._plain if sentence.count(" ") >= 2)

    @cached_property
    def _parts(self) -> list[str]:
        return _SENTENCE_END.split(self.text)

    @cached_property
    def _plain(self) -> list[str]:
        """The same parts, folded: all at once is quicker than one by one."""
        return [" ".join(words) for words in lines_of(self._parts)]

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The sentences that speak of the job rather than of whoever offers it."""
        firms = lines_perhaps_of_the_firm(self._parts)
        told = enumerate(self._plain)
        kept = tuple(plain for number, plain in told if plain.count(" ") >= 2 and number not in firms)
        return kept or self.sentences

    def shingles(self, without: frozenset[str] = frozenset()) -> frozenset[str]:
        """Runs of three words of the job's own sentences, those left out that are known to be everybody's."""
        said = [sentence.split() for sentence in self.own if sentence not in without]
        return frozenset(chain.from_iterable(map(_shingles, said)))

    @cached_property
    def flat(self) -> str:
        """The words of the whole text, each between two spaces."""
        return f" {' '.join(filter(None, self._plain))} "

    @cached_property
    def words(self) -> frozenset[str]:
        return one_spelling(self.flat.split())


@lru_cache(maxsize=512)
def wording(text: str) -> Wording:
    """Taken apart once for all the ads of a batch that it is compared with."""
    return Wording(text)


def _shingles(words: list[str]) -> Iterable[str]:
    if len(words) < _SHINGLE:
        return (" ".join(words),)
    return map(" ".join, zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def text_hash(portrait: Portrait, text: str) -> str:
    """The same for two ads whose every word, title, company and place are the same, however they are formatted."""
    told = (portrait.company, " ".join(portrait.title), repr(portrait.seniority), repr(portrait.level))
    where = repr(sorted(portrait.places, key=repr))
    return hashlib.sha256("\x1f".join((*told, where, wording(text).flat.strip())).encode()).hexdigest()[:32]


def shared(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    """How much of the smaller lies in the larger, and of both in common."""
    if not one or not other:
        return 0.0, 0.0
    common = len(one & other)
    return common / min(len(one), len(other)), common / len(one | other)
