"""By how much somebody's own word on other openings moves the score of this one.

Of each aspect that openings share, likes count for it and noes against it, half as much a month later, over their
number and a doubt: one alone moves little, and however many there are, never more than the bound (docs/adr/0010). A
word fades by how long before the posting it was said: of the same words and the same posting always comes the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
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
    """`posted`: in seconds since 1970; `kinds`: by aspect, what it is."""

    job_id: UUID
    posted: float
    kinds: Sequence[tuple[str, Sequence[Kind]]]
    remote: bool = False

    @classmethod
    def of(cls, job_id: UUID, posted: float, alike: Alike) -> "Opening":
        kinds = groupby(alike.kinds(), key=itemgetter(0))
        return cls(job_id, posted, [(aspect, list(those)) for aspect, those in kinds], REMOTE in alike.places)


class Part(NamedTuple):
    """Of one aspect: its points, what was said for it and against it, as faded, and the words."""

    aspect: str
    points: float
    liked: float
    refused: float
    words: Sequence[Word]

    @property
    def counts(self) -> Mapping[How, int]:
        return Counter(word.how for word in self.words)


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
    if not share:
        return None
    heard = [(aspect, _heard(tastes, kinds, opening)) for aspect, kinds in opening.kinds]
    parts = tuple(_part(aspect, words, opening.posted) for aspect, words in heard if words)
    return Tilt(parts, share, opening.remote) if parts else None


def points_for(aspect: str, liked: float, refused: float) -> float:
    return BOUNDS[aspect] * (liked - refused) / (liked + refused + DOUBT)


def score_for(points: float) -> float:
    """The same as a factor says it: 50 is where it moves nothing."""
    return round(50 + 50 * points / MOST, 2)


def points_in(factors: Iterable[tuple[str, float, float, bool]]) -> float:
    """What a pair's factors, by name and score, say of it."""
    return next((MOST * (score - 50) / 50 for name, score, *_ in factors if name == TASTE), 0.0)


def _heard(tastes: Tastes, kinds: Sequence[Kind], opening: Opening) -> list[Word]:
    """What counts of it. Who shares two places with it has said one word all the same."""
    of, since = opening.job_id, opening.posted - FORGOTTEN
    said = [word for kind in kinds for word in tastes.about.get(kind, ()) if word.at > since and word.job_id != of]
    return said if len(kinds) == 1 or len(said) < 2 else list({word.job_id: word for word in said}.values())


def _part(aspect: str, words: Sequence[Word], posted: float) -> Part:
    liked = refused = 0.0
    for word in words:
        before = posted - word.at
        faded = 0.5 ** (before / HALF_LIFE) if before > 0 else 1.0
        if word.how == "refused":
            refused += faded
        else:
            liked += faded
    return Part(aspect, points_for(aspect, liked, refused), liked, refused, words)
