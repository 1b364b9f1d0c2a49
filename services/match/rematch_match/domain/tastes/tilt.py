"""By how much somebody's own word on other openings moves the score of this one.

Of each aspect that openings share, likes count for it and noes against it, half as much a month later, over their
number and a doubt: one alone moves little, and however many there are, never more than the bound (docs/adr/0010). A
word fades by how long before the posting it was said: of the same words and the same posting always comes the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from rematch_match.domain.tastes.alike import COMPANY, PLACE, REMOTE, ROLE, Alike, Kind
from rematch_match.domain.tastes.saying import How, Said, Word, words_of

TASTE = "taste"
"""Its name as a feature, as a factor, and among a tenant's weights."""
BOUNDS = {COMPANY: 3.0, ROLE: 2.0, PLACE: 1.0}
"""Points of the score, up or down, at most."""
MOST = sum(BOUNDS.values())
DOUBT = 3.0
"""As if so many words had been said that are neither for it nor against it."""
HALF_LIFE = 30 * 86_400.0
FORGOTTEN = 4 * HALF_LIFE
NEWEST = 200
"""So many of somebody's records are looked at."""


@dataclass(frozen=True, slots=True)
class Tastes:
    """Somebody's words on openings, by what those are like."""

    about: Mapping[Kind, Sequence[Word]] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Iterable[Said]) -> "Tastes":
        found: dict[Kind, list[Word]] = defaultdict(list)
        for word in words_of(said):
            for kind in word.alike.kinds():
                found[kind].append(word)
        return cls(dict(found)) if found else NO_TASTES

    def __bool__(self) -> bool:
        return bool(self.about)


NO_TASTES = Tastes()


class Opening(NamedTuple):
    """`posted`: in seconds since 1970."""

    job_id: UUID
    posted: float
    alike: Alike


class Part(NamedTuple):
    """Of one aspect: its points, what was said for it and against it, as faded, and how often what was said."""

    aspect: str
    points: float
    liked: float
    refused: float
    counts: Mapping[How, int]


@dataclass(frozen=True, slots=True)
class Tilt:
    """`share`: how much of it the tenant lets count. `remote`: the place that they share is at home."""

    parts: tuple[Part, ...]
    share: float = 1.0
    remote: bool = False

    @property
    def points(self) -> float:
        return round(self.share * sum(part.points for part in self.parts), 2)

    @property
    def told(self) -> dict[str, list[float]]:
        """For the audit."""
        return {part.aspect: [round(part.liked, 4), round(part.refused, 4)] for part in self.parts}


def tilt_of(tastes: Tastes, opening: Opening, share: float = 1.0) -> Tilt | None:
    """None where nothing was said of others like it: what was said of the opening itself moves only others."""
    heard: dict[str, dict[UUID, Word]] = defaultdict(dict)
    for kind in opening.alike.kinds():
        words = tastes.about.get(kind, ())
        # Who shares two places with it has said one word all the same.
        heard[kind[0]] |= {word.job_id: word for word in words if _counts(word, opening)}
    parts = tuple(_part(aspect, list(words.values()), opening.posted) for aspect, words in heard.items() if words)
    return Tilt(parts, share, REMOTE in opening.alike.places) if parts and share else None


def points_for(aspect: str, liked: float, refused: float) -> float:
    return BOUNDS[aspect] * (liked - refused) / (liked + refused + DOUBT)


def score_for(points: float) -> float:
    """The same as a factor says it: 50 is where it moves nothing."""
    return round(50 + 50 * points / MOST, 2)


def points_in(factors: Iterable[tuple[str, float, float, bool]]) -> float:
    """What a pair's factors, by name and score, say of it."""
    return next((MOST * (score - 50) / 50 for name, score, *_ in factors if name == TASTE), 0.0)


def _counts(word: Word, opening: Opening) -> bool:
    return word.job_id != opening.job_id and opening.posted - word.at < FORGOTTEN


def _part(aspect: str, words: Sequence[Word], posted: float) -> Part:
    liked = refused = 0.0
    for word in words:
        faded = 0.5 ** (max(0.0, posted - word.at) / HALF_LIFE)
        liked, refused = (liked + faded, refused) if word.likes else (liked, refused + faded)
    return Part(aspect, points_for(aspect, liked, refused), liked, refused, Counter(word.how for word in words))
