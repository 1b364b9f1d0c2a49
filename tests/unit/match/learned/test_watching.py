"""Taken back where people are served worse, and to what."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from rematch_match.domain.learned.switching import Switch, Why, before_that, in_force
from rematch_match.domain.learned.watching import Watch
from rematch_match.domain.quality.traces import Said, Seen, Trace
from tests.fakes.samples import NOW

DAY = timedelta(days=1)


def trace(number: int, before: int | None, after: int | None) -> Trace:
    """Somebody who applied for what stood at this place, before and since."""
    seen, said = [], []
    for at, liked in ((NOW - DAY, before), (NOW + DAY, after)):
        for place in range(1, 11) if liked else ():
            job = UUID(int=number * 100 + place + (50 if at > NOW else 0))
            seen.append(Seen(job, place, at, "learned/3"))
            if place == liked:
                said.append(Said(job, "applied", at, at))
    return Trace("demo", seen, said)


def watched(*traces: Trace) -> Watch:
    watch = Watch(NOW - 7 * DAY, NOW)
    watch.add(traces)
    return watch


@pytest.mark.parametrize(
    ("before", "after", "dropped"), [(1, 9, True), (9, 1, False), (2, 2, False), (1, None, False), (None, 9, False)]
)
def test_only_who_is_served_worse_for_sure_loses_a_model(before: int, after: int, dropped: bool) -> None:
    assert watched(*(trace(number, before, after) for number in range(60))).found().dropped is dropped


def test_few_people_lose_none() -> None:
    assert not watched(*(trace(number, 1, 9) for number in range(19))).found().dropped


def test_what_was_said_since_is_not_owed_to_before() -> None:
    """Missed then, or taken to since: an opening that was never shown counts where it was said."""
    late = Said(UUID(int=7), "hired", NOW + DAY, NOW + DAY, shown=False)
    one = trace(1, 1, 1)
    both = watched(*[Trace("demo", one.seen, [*one.said, late])] * 30).found()
    assert both.before is not None
    assert both.after is not None
    assert both.before.value == 1.0
    assert both.after.value < 1.0


def switches(*told: tuple[int | None, Why]) -> Sequence[Switch]:
    return [Switch(number, why, NOW + at * DAY) for at, (number, why) in enumerate(told)]


@pytest.mark.parametrize(
    ("told", "now", "then"),
    [
        ([(1, "promoted")], 1, None),
        ([(1, "promoted"), (3, "promoted")], 3, 1),
        ([(1, "promoted"), (3, "promoted"), (1, "quality_dropped")], 1, None),
        ([(1, "promoted"), (None, "rolled_back"), (2, "promoted")], 2, None),
        ([(1, "promoted"), (2, "promoted"), (1, "rolled_back"), (3, "promoted")], 3, 1),
    ],
)
def test_back_is_what_was_in_force_before(told: list[tuple[int | None, Why]], now: int, then: int | None) -> None:
    assert in_force(switches(*told)) == now
    assert before_that(switches(*told)) == then


def test_at_first_none_is_in_force() -> None:
    assert in_force([]) is None
    assert in_force(switches((1, "promoted"), (None, "rolled_back"))) is None
