"""All that an audit of fairness finds, as plain values."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rematch_devstack.fairness.proxies import BOUND, FEWEST, Finding, proxies
from rematch_devstack.fairness.rates import FEWEST as FEWEST_RATED
from rematch_devstack.fairness.rates import LEAST_SHARE, Count, Rate, rates
from rematch_devstack.fairness.sample import GROUPINGS, Grouping, Person, grouped, median_of


def report(people: Sequence[Person]) -> dict[str, Any]:
    """`scoring`: of those who were told of anything, scores above the median. `selection`: of those who are matched
    automatically, or were told of something, who was told of an opening at all."""
    told = [person for person in people if person.scores]
    middle, tested = median_of(told), proxies(told, GROUPINGS[:2])
    return {
        "people": len(people),
        "scores": sum(len(person.scores) for person in told),
        "median": middle,
        "left_out_below": LEAST_SHARE,
        "fewest": FEWEST_RATED,
        "scoring": [_table(told, each, middle) for each in GROUPINGS],
        "selection": [_table([one for one in people if one.matched or one.scores], each, None) for each in GROUPINGS],
        "proxies": {
            "bound": BOUND,
            "fewest": FEWEST,
            "by": {name: [_finding(one) for one in findings] for name, findings in tested.items()},
        },
    }


def _table(people: Sequence[Person], grouping: Grouping, middle: float | None) -> dict[str, Any]:
    groups, unknown = grouped(people, grouping)
    counts = {name: [_count(one, middle) for one in members] for name, members in groups.items()}
    return {"by": grouping.name, "unknown": unknown, "groups": [_rate(one) for one in rates(counts)]}


def _count(person: Person, middle: float | None) -> Count:
    if middle is None:
        return 1, int(bool(person.scores))
    return len(person.scores), sum(score > middle for score in person.scores)


def _rate(one: Rate) -> dict[str, Any]:
    return {**{name: _rounded(value) for name, value in asdict(one).items()}, "below_four_fifths": one.below}


def _finding(one: Finding) -> dict[str, Any]:
    bounds = {name: _rounded(value) for name, value in asdict(one.area).items()}
    counts = {"people": one.people, "of_category": one.of_category}
    return {"category": one.category, "feature": one.feature, **counts, **bounds, "proxy": one.proxy}


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value
