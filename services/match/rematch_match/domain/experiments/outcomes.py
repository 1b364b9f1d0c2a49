"""What came of each arm of an experiment: shares of its people, and what may be said of their differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rematch_common.contracts.feedback import Action
from rematch_match.domain.experiments.arms import Experiment
from rematch_match.domain.experiments.intervals import Interval, newcombe, wilson

OUTCOMES: Mapping[str, tuple[Action, ...]] = {
    "viewed": ("viewed", "shortlisted", "applied", "interviewed", "offered", "hired"),
    "saved": ("saved", "shortlisted"),
    "applied": ("applied", "interviewed", "offered", "hired"),
    "thumbs_up": ("thumbs_up",),
    "thumbs_down": ("thumbs_down",),
    "rejected": ("rejected",),
    "hired": ("hired",),
}
"""By name, what was said of a match that counts as it: who was hired has applied, and who has applied has viewed."""
ACTIONS = tuple((outcome, action) for outcome, actions in OUTCOMES.items() for action in actions)
FEWEST = 100
"""People in an arm, below which nothing is said of a difference."""
Reading = Literal["higher", "lower", "undecided", "too few"]


@dataclass(frozen=True, slots=True)
class Count:
    persons: int = 0
    pairs: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one arm: who was shown how many matches, and of them by outcome those with it."""

    shown: Count = Count()
    outcomes: Mapping[str, Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """Of an arm's share from the first arm's."""

    outcome: str
    arm: str
    interval: Interval
    reading: Reading


@dataclass(frozen=True, slots=True)
class Report:
    """By arm and outcome the share of people; and the differences of all arms from the first."""

    experiment: Experiment
    seen: Mapping[str, Seen]
    shares: Mapping[tuple[str, str], Interval]
    """By arm and outcome."""
    differences: Sequence[Difference]
    notes: Sequence[str]


def report(experiment: Experiment, seen: Mapping[str, Seen]) -> Report:
    """All is reckoned over people, not over matches. A person is in one arm with all of their matches, and who has
    applied once applies again more easily: their matches say much the same thing several times. To count those as if
    they were independent would make the intervals narrower than what is known; so each person counts once, as one who
    has done it with any of their matches or as one who hasn't."""
    arms = [arm.name for arm in experiment.arms]
    whole = {arm: seen.get(arm, Seen()) for arm in arms}
    shares = {(arm, outcome): _share(whole[arm], outcome) for arm in arms for outcome in OUTCOMES}
    few = [arm for arm in arms if whole[arm].shown.persons < FEWEST]
    differences = [
        _difference(outcome, arm, arms[0], shares, too_few=bool({arm, arms[0]} & set(few)))
        for arm in arms[1:]
        for outcome in OUTCOMES
    ]
    return Report(experiment, whole, shares, differences, _notes(few, differences))


def _share(seen: Seen, outcome: str) -> Interval:
    return wilson(seen.outcomes.get(outcome, Count()).persons, seen.shown.persons)


def _difference(
    outcome: str, arm: str, first: str, shares: Mapping[tuple[str, str], Interval], *, too_few: bool
) -> Difference:
    interval = newcombe(shares[arm, outcome], shares[first, outcome])
    return Difference(outcome, arm, interval, "too few" if too_few else _reading(interval))


def _reading(interval: Interval) -> Reading:
    """Nothing is said of a difference that may as well be none."""
    if not interval.beside_zero:
        return "undecided"
    return "higher" if interval.value > 0 else "lower"


def _notes(few: Sequence[str], differences: Sequence[Difference]) -> list[str]:
    notes = []
    if few:
        notes.append(f"fewer than {FEWEST} people so far in {', '.join(few)}: nothing is said of differences from that")
    if any(one.reading in ("higher", "lower") for one in differences):
        notes.append(
            f"{len(differences)} differences are looked at, and one in twenty seems to be there by chance alone: go by "
            "the outcome that was chosen before the start, and look once"
        )
    return notes
