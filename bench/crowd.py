"""People with tastes of their own, who are shown lists of openings and react as people do. Seeded, and no one's data.

What somebody likes is never told: it is seen in what they make of what they look at, and whether they look at a place
at all depends on how far up it is. Tastes differ from what `rematch` weighs: by population, and a little by person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from bench.crowd_tastes import TASTES, TRAITS
from bench.crowd_town import openings_of, people_of
from rematch_common.contracts.feedback import Action
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.features.table import Features
from rematch_match.domain.learned.examples import Lesson
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Scorer, Scores
from rematch_match.domain.terms import Terms

Numbers = NDArray[np.float64]
START = datetime(2026, 3, 2, tzinfo=UTC)
GRADES = (0.70, 0.85, 0.95)
"""Of all pairs the shares below grades 1, 2 and 3."""
PLACES, TESTED = 20, 200
_TOP = 10
_OWN, _WHIM = 0.35, 0.08
_PEOPLE = UUID("6b0c1f0e-55a4-5d0c-9a55-5b8f4d0d7a11")


@dataclass(frozen=True)
class Habits:
    """`steepness`: the place k is looked at k ** -steepness times as often as the first. By true grade: how likely it
    is that a match that was looked at is opened; and that one that was opened is saved, applied for, or rejected."""

    steepness: float = 0.9
    opens: Sequence[float] = (0.15, 0.40, 0.70, 0.90)
    saves: Sequence[float] = (0.02, 0.10, 0.35, 0.40)
    applies: Sequence[float] = (0.00, 0.02, 0.15, 0.50)
    rejects: Sequence[float] = (0.50, 0.20, 0.05, 0.02)
    active: float = 0.5
    """Of the people on one day."""


@dataclass
class Crowd:
    """A tenant's people, and the openings that come day by day."""

    tenant: str
    population: str
    people: Sequence[CandidateFacts]
    chance: np.random.Generator
    habits: Habits = Habits()
    day: int = 0
    _weights: Numbers = field(init=False)
    _bounds: Numbers = field(init=False)

    @classmethod
    def of(cls, tenant: str, population: str, size: int, seed: int) -> "Crowd":
        chance = np.random.default_rng(seed)
        return cls(tenant, population, people_of(tenant, size, chance), chance)

    def __post_init__(self) -> None:
        common = np.array(list(TASTES[self.population].values()))
        self._weights = common * self.chance.lognormal(0.0, _OWN, (len(self.people), len(common)))
        self._weights /= self._weights.sum(axis=1, keepdims=True)
        day = Day.of(self, openings_of(100, 10**6, START, self.chance), Terms())
        self._bounds = np.quantile(self.utilities(day.scores.features, day.person_at), GRADES)

    def utilities(self, features: Features, person_at: NDArray[np.intp]) -> Numbers:
        """What the pairs are to these people, with what nothing explains."""
        traits = np.column_stack([TRAITS[name](features) for name in TASTES[self.population]])
        liked: Numbers = (np.nan_to_num(traits, nan=0.5) * self._weights[person_at]).sum(axis=1)
        return liked + self.chance.normal(0.0, _WHIM, len(liked))

    def grades(self, features: Features, person_at: NDArray[np.intp]) -> NDArray[np.intp]:
        """From 0 to 3: what they would say if they looked at everything."""
        return np.searchsorted(self._bounds, self.utilities(features, person_at))

    def next_day(self, openings: int, terms: Terms) -> list[Lesson]:
        """What is shown to those who come today, and what they make of it."""
        self.day += 1
        now = START + timedelta(days=self.day)
        day = Day.of(self, openings_of(openings, self.day * openings, now, self.chance), terms)
        return list(day.lessons())

    def pseudonym(self, person: int) -> UUID:
        return uuid5(_PEOPLE, "/".join(self.people[person].key))


@dataclass(frozen=True)
class Day:
    """All of the day's openings with all people."""

    crowd: Crowd
    openings: Sequence[JobFacts]
    person_at: NDArray[np.intp]
    scores: Scores
    now: datetime

    @classmethod
    def of(cls, crowd: Crowd, openings: Sequence[JobFacts], terms: Terms) -> "Day":
        person_at, job_at = np.divmod(np.arange(len(crowd.people) * len(openings)), len(openings))
        now = START + timedelta(days=crowd.day, hours=12)
        scorer = Scorer(Rarity(1, {}), lambda _: terms, now)
        return cls(crowd, openings, person_at, scorer.score(Pairs(openings, crowd.people, job_at, person_at)), now)

    def lists(self, places: int) -> Iterator[tuple[int, NDArray[np.intp]]]:
        """Of each person the pairs of their first places: those that reach a match's 50 points, best first."""
        size = len(self.openings)
        for person in range(len(self.crowd.people)):
            value = self.scores.value[person * size : (person + 1) * size]
            order = np.argsort(-value, kind="stable")[:places]
            yield person, person * size + order[value[order] >= Terms().least]

    def lessons(self) -> Iterator[Lesson]:
        grades = self.crowd.grades(self.scores.features, self.person_at)
        for person, pairs in self.lists(PLACES):
            if self.crowd.chance.random() < self.crowd.habits.active:
                yield from self._shown(person, pairs, grades)

    def _shown(self, person: int, pairs: NDArray[np.intp], grades: NDArray[np.intp]) -> Iterator[Lesson]:
        for place, seen in enumerate(self.scores.some(pairs.tolist()), 1):
            pair = int(pairs[place - 1])
            yield Lesson(
                person=self.crowd.pseudonym(person),
                job=self.openings[pair % len(self.openings)].job_id,
                position=place,
                at=self.now.timestamp(),
                inputs=seen.whole.inputs,
                told=seen.value,
                actions=self._actions(int(grades[pair]), place),
            )

    def _actions(self, grade: int, place: int) -> tuple[Action, ...]:
        habits, chance = self.crowd.habits, self.crowd.chance
        looked = chance.random() < place**-habits.steepness
        if not looked or chance.random() >= habits.opens[grade]:
            return ()
        does: tuple[tuple[Action, Sequence[float]], ...] = (
            ("saved", habits.saves),
            ("applied", habits.applies),
            ("rejected", habits.rejects),
        )
        return ("viewed", *(action for action, often in does if chance.random() < often[grade]))


@dataclass(frozen=True)
class Exam:
    """Openings that nobody is shown, and what each person would say of each of them."""

    day: Day
    gains: Numbers

    @classmethod
    def of(cls, crowd: Crowd) -> "Exam":
        openings = openings_of(TESTED, 10**7, START, crowd.chance)
        day = Day.of(crowd, openings, Terms())
        grades = crowd.grades(day.scores.features, day.person_at)
        gains: Numbers = (2.0 ** grades.astype(np.float64) - 1).reshape(len(crowd.people), -1)
        return cls(day, gains)

    def scores(self, terms: Terms) -> Numbers:
        """A row a person, a column an opening."""
        return Day.of(self.day.crowd, self.day.openings, terms).scores.value.reshape(self.gains.shape)

    def ndcg(self, terms: Terms) -> float:
        """At 10, over people, as in `rematch eval match`."""
        order = np.argsort(-self.scores(terms), axis=1, kind="stable")
        reached, ideal = (
            np.take_along_axis(self.gains, order, axis=1)[:, :_TOP],
            -np.sort(-self.gains, axis=1)[:, :_TOP],
        )
        worth = 1 / np.log2(np.arange(_TOP) + 2)
        return float(((reached @ worth) / np.maximum(ideal @ worth, 1e-9)).mean())
