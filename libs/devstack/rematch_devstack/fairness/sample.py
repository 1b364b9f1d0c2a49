"""Who is in an audit: what match told of each, and what they told of themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from rematch_devstack.fairness.categories import RACE_ETHNICITY, SEX, Attributes


@dataclass(frozen=True, slots=True)
class Person:
    """`matched`: automatically, now. `scores`: one for each opening that they were told of, the newest. `features`:
    what scores rested on, the mean of each."""

    scores: tuple[float, ...] = ()
    matched: bool = True
    features: Mapping[str, float] = field(default_factory=dict)
    attributes: Attributes = field(default_factory=Attributes)

    @classmethod
    def of(cls, told: Mapping[str, Any], attributes: Attributes | None) -> "Person":
        """From a line of match's `telling_scores`."""
        return cls(tuple(told["scores"]), told["matched"], told["features"], attributes or Attributes())


@dataclass(frozen=True, slots=True)
class Grouping:
    """How people are told apart: the name of each one's category, None where it isn't known."""

    name: str
    order: tuple[str, ...]
    of: Callable[[Attributes], str | None]


def _intersection(one: Attributes) -> str | None:
    return _both(one.sex, one.race_ethnicity) if one.sex and one.race_ethnicity else None


def _both(sex: str, race: str) -> str:
    return f"{SEX[sex]}, {RACE_ETHNICITY[race]}"


GROUPINGS = (
    Grouping("sex", tuple(SEX.values()), lambda one: SEX[one.sex] if one.sex else None),
    Grouping(
        "race_ethnicity",
        tuple(RACE_ETHNICITY.values()),
        lambda one: RACE_ETHNICITY[one.race_ethnicity] if one.race_ethnicity else None,
    ),
    Grouping("intersection", tuple(_both(sex, race) for race in RACE_ETHNICITY for sex in SEX), _intersection),
)


def median_of(people: Iterable[Person]) -> float | None:
    """Of all scores, those of people of no known category among them."""
    scores = [score for person in people for score in person.scores]
    return median(scores) if scores else None


def grouped(people: Sequence[Person], grouping: Grouping) -> tuple[dict[str, list[Person]], int]:
    """By category, in the order of the categories, and how many people's is not known."""
    found: dict[str, list[Person]] = {name: [] for name in grouping.order}
    unknown = 0
    for person in people:
        name = grouping.of(person.attributes)
        if name is None:
            unknown += 1
        else:
            found[name].append(person)
    return {name: members for name, members in found.items() if members}, unknown
