"""What a person could learn, and how people alike have fared: counted among their own and their tenant's pairs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rematch_jobtext import skill_name

NEXT = 20
"""How many of the matches that would come next are looked at."""
_FEWEST, _SHARE = 2, 0.15
_MOST_ADVICE, _MOST_LINES = 3, 3
_ALIKE = 0.4
# From the best that can be said of a pair to the least.
_FARED = (("hired", "hired for"), ("offered", "offered"), ("interviewed", "interviewed for"))


@dataclass(frozen=True, slots=True)
class Advice:
    """A skill, and how many of so many matches that would come next ask for it."""

    skill: str
    asking: int
    of: int

    @property
    def text(self) -> str:
        return f"Add {skill_name(self.skill)}: {self.asking} of your next {self.of} matches ask for it"


@dataclass(frozen=True, slots=True)
class Success:
    """What came of a pair of the tenant: ids of skills and a code, nobody's name."""

    outcome: str
    person: frozenset[str]
    opening: frozenset[str]
    occupation: str | None


def to_learn(has: frozenset[str], required: Sequence[frozenset[str]]) -> list[Advice]:
    """What the openings that a person would be matched with next require and the person lacks, most asked for first."""
    asked = Counter(skill for skills in required for skill in skills - has)
    least = max(_FEWEST, _SHARE * len(required))
    ordered = sorted(asked.items(), key=lambda one: (-one[1], one[0]))
    return [Advice(skill, count, len(required)) for skill, count in ordered if count >= least][:_MOST_ADVICE]


def past_successes(has: frozenset[str], asked: frozenset[str], job: str | None, known: Sequence[Success]) -> list[str]:
    """Of people with skills like these and openings like this one, how many got how far; each pair counts once."""
    alike = [one.outcome for one in known if is_alike(has, one.person) and _opening_alike(one, asked, job)]
    counted = Counter(alike)
    lines = [_line(counted[outcome], words) for outcome, words in _FARED if counted[outcome]]
    return lines[:_MOST_LINES]


def is_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of skills share two fifths of what either has."""
    return bool(one & other) and len(one & other) >= _ALIKE * len(one | other)


def _opening_alike(one: Success, asked: frozenset[str], job: str | None) -> bool:
    return (job is not None and one.occupation == job) or is_alike(asked, one.opening)


def _line(count: int, words: str) -> str:
    who = "1 person with similar skills was" if count == 1 else f"{count} people with similar skills were"
    return f"{who} {words} {'a similar opening' if count == 1 else 'similar openings'}"
