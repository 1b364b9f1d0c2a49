"""A tilt in words: what somebody has made of how many like this."""

from collections.abc import Iterator
from typing import NamedTuple

from rematch_match.domain.tastes.alike import COMPANY, PLACE, ROLE
from rematch_match.domain.tastes.tilt import Part, Tilt

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LIKE = {COMPANY: "from this company", ROLE: "like this", PLACE: "in this place"}
_AT_HOME = "to be done from home"
_VERBS = {frozenset({"saved"}): "saved", frozenset({"applied"}): "applied to"}
# What moves a score by less is not worth a word.
_LEAST = 0.05


class _Phrase(NamedTuple):
    verb: str
    many: int
    like: str


def moved_up(tilt: Tilt | None) -> Iterator[str]:
    """At most one line: "Moved up: you saved two like this"."""
    yield from _line("Moved up: you", tilt, 1)


def moved_down(tilt: Tilt | None) -> Iterator[str]:
    """At most one line: "Moved down: you said no to three from this company"."""
    yield from _line("Moved down: you", tilt, -1)


def _line(head: str, tilt: Tilt | None, way: int) -> Iterator[str]:
    if tilt is None:
        return
    told = [_phrase(part, tilt.remote) for part in tilt.parts if way * tilt.share * part.points >= _LEAST]
    if told:
        yield f"{head} {_listed(told)}"


def _phrase(part: Part, remote: bool) -> _Phrase:
    """Of what outweighs the rest."""
    likes = part.points > 0
    counts = {how: count for how, count in part.counts.items() if (how != "refused") == likes}
    verb = _VERBS.get(frozenset(counts), "liked") if likes else "said no to"
    return _Phrase(verb, sum(counts.values()), _AT_HOME if remote and part.aspect == PLACE else _LIKE[part.aspect])


def _listed(told: list[_Phrase]) -> str:
    """A verb that was said is not said again."""
    said, words = "", list[str]()
    for verb, many, like in told:
        number = _NUMBERS[many] if many < len(_NUMBERS) else str(many)
        words.append(f"{number} {like}" if verb == said else f"{verb} {number} {like}")
        said = verb
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
